package io.facecloak.internal.apply;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.FaceLocation;
import io.facecloak.face.Landmarks;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Adds a cloak to the faces of photos of any size. Immutable and, as its models are, thread-safe.
 *
 * <ul>
 *   <li>δ is warped from aligned space into the photo by the inverse of the face's similarity transform; the photo is never resampled.
 *   <li>Each sample changes by at most the cloak's largest |δ|, or twice the refinement's ε, also where faces overlap: a pixel belongs to the nearest face.
 *   <li>Samples are rounded once, at their own depth (16 bits stay 16 bits), and clamped; alpha and every pixel outside the cloaked faces
 *       stay bit by bit.
 *   <li>δ stays inside the true face, as far as landmarks and colours tell: not on the background beside a turned head, on hair across the
 *       forehead, on glasses' frames or a hand. It fades out at the edges, and over the last pixels of aligned space.
 *   <li>Gray and nearly gray faces get a gray cloak: colour noise would show.
 * </ul>
 */
public final class CloakApplier {

    /** Faces smaller than a frontal one whose eyes are this many pixels apart are left alone. */
    public static final int MIN_EYE_DISTANCE = 5;

    /** Colourfulness (largest minus smallest sample, in [0, 1]) up to which a pixel counts as gray, and how many pixels must. */
    private static final float GRAY_TOLERANCE = 8 / 255f;

    private static final double GRAY_SHARE = 0.99;

    private final DeltaSource deltas;
    private final LandmarkDetector detector;
    private final FaceLocator locator;
    private final Optional<PersonMatcher> matcher;
    private final boolean measureSimilarity;
    private final FaceChooser chooser;

    /**
     * With {@link ProtectionOptions#DEFAULT} but for the policy. The models are used, not owned: they stay open.
     *
     * @param matchers recognisers for policies that {@linkplain FacePolicy#matches match}, of which at least one must have made a template of
     *     the cloak; may be empty for other policies
     * @throws IllegalStateException if the policy matches and the cloak holds no templates
     * @throws ModelException if the policy matches and no matcher made any of them
     */
    public CloakApplier(CloakMask cloak, LandmarkDetector detector, List<Embedder> matchers, FacePolicy policy) {
        this(cloak, detector, matchers, ProtectionOptions.DEFAULT.withFacePolicy(policy));
    }

    /**
     * The models are used, not owned: they stay open.
     *
     * @param matchers recognisers, of which at least one must have made a template of the cloak; may be empty unless
     *     {@link ProtectionOptions#needsRecogniser}
     * @param options those about faces count here; those about files are a {@link PhotoProtector}'s
     * @throws IllegalStateException if a recogniser is needed and the cloak holds no templates
     * @throws ModelException if a recogniser is needed and no matcher made any of the templates
     */
    public CloakApplier(
            CloakMask cloak, LandmarkDetector detector, List<Embedder> matchers, ProtectionOptions options) {
        this.deltas = options.refinement()
                .<DeltaSource>map(refinement -> new RefinedDelta(refinement, cloak, List.copyOf(matchers)))
                .orElseGet(() -> new PersonalDelta(cloak));
        this.detector = Objects.requireNonNull(detector, "detector");
        this.locator = new FaceLocator(detector);
        this.measureSimilarity = options.measureSimilarity();
        this.matcher = options.comparesFaces(cloak)
                ? Optional.of(new PersonMatcher(cloak, List.copyOf(matchers)))
                : Optional.empty();
        this.chooser = new FaceChooser(options.facePolicyFor(cloak), options.maxFaces(), matcher);
    }

    /** Loads the models now that the first photo would wait for. */
    void prepare() {
        detector.prepare();
        matcher.ifPresent(PersonMatcher::prepare);
        deltas.prepare();
    }

    /**
     * Cloaks the faces that the detector finds and the policy chooses.
     *
     * @param upright a gray or RGB photo with integer samples, or one with a palette; not changed
     * @throws IllegalArgumentException if the photo is of another kind
     * @throws ModelException if a model fails
     */
    public Protection<BufferedImage> apply(BufferedImage upright) {
        BufferedImage view = SrgbView.of(upright);
        return apply(upright, view, detector.detect(view));
    }

    /**
     * Cloaks those of {@code faces} that the policy chooses, for callers who know where faces are. Landmarks are taken as they are. In a box,
     * the detector looks for them; if it finds none, those of an upright frontal face that fills the box are assumed (the outcome's face
     * then has score 0), which fit less well and so protect less.
     *
     * @param faces in pixels of the upright photo; they need not lie in it wholly
     * @throws IllegalArgumentException as for {@link #apply(BufferedImage)}, or if a box is empty or not finite
     * @throws ModelException as for {@link #apply(BufferedImage)}
     */
    public Protection<BufferedImage> apply(BufferedImage upright, List<? extends FaceLocation> faces) {
        BufferedImage view = SrgbView.of(upright);
        return apply(upright, view, locator.locate(faces, view));
    }

    private Protection<BufferedImage> apply(BufferedImage upright, BufferedImage view, List<Face> faces) {
        List<FaceOutcome> outcomes = chooser.choose(faces, view);
        List<Landmarks> chosen = outcomes.stream()
                .filter(outcome -> outcome.decision() == Decision.CLOAKED)
                .map(outcome -> outcome.face().landmarks())
                .toList();
        if (chosen.isEmpty()) {
            return Protection.of(CloakCanvas.copy(upright), outcomes);
        }
        BufferedImage photo = CloakCanvas.copyWithoutPalette(upright);
        List<FaceSquare> squares = new ArrayList<>(chosen.size());
        for (Landmarks landmarks : chosen) {
            squares.add(FaceSquare.of(landmarks, squares.size(), photo.getWidth(), photo.getHeight()));
        }
        boolean grayPhoto = photo.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        Samples samples = Samples.of(photo);
        for (int i = 0; i < chosen.size(); i++) {
            AlignedFace face = FaceAligner.align(view, chosen.get(i));
            Landmarks aligned = chosen.get(i).map(squares.get(i).toAligned()::apply);
            double enlargement = 1 / squares.get(i).toAligned().scale();
            AlignedDelta delta = deltas.of(face, aligned, enlargement, grayPhoto || isNearlyGray(face));
            CloakWarp.add(delta, squares.get(i), rivals(squares, i), samples);
        }
        return Protection.of(photo, measureSimilarity ? measured(outcomes, view, SrgbView.of(photo)) : outcomes);
    }

    private List<FaceOutcome> measured(List<FaceOutcome> outcomes, BufferedImage before, BufferedImage after) {
        List<FaceOutcome> cloaked = outcomes.stream()
                .filter(outcome -> outcome.decision() == Decision.CLOAKED)
                .toList();
        // Who matched was compared already.
        boolean known =
                cloaked.stream().allMatch(outcome -> outcome.similarity().isPresent());
        Iterator<OptionalDouble> similarities = known
                ? cloaked.stream().map(FaceOutcome::similarity).iterator()
                : similarities(cloaked, before).iterator();
        Iterator<OptionalDouble> afterwards = similarities(cloaked, after).iterator();
        return outcomes.stream()
                .map(outcome -> outcome.decision() == Decision.CLOAKED
                        ? new FaceOutcome(outcome.face(), Decision.CLOAKED, similarities.next(), afterwards.next())
                        : outcome)
                .toList();
    }

    private List<OptionalDouble> similarities(List<FaceOutcome> cloaked, BufferedImage view) {
        List<AlignedFace> faces = cloaked.stream()
                .map(outcome -> FaceAligner.align(view, outcome.face().landmarks()))
                .toList();
        return matcher.orElseThrow().compare(faces).stream()
                .map(likeness -> OptionalDouble.of(likeness.cosine()))
                .toList();
    }

    private static List<FaceSquare> rivals(List<FaceSquare> squares, int own) {
        List<FaceSquare> rivals = new ArrayList<>();
        for (int i = 0; i < squares.size(); i++) {
            if (i != own && squares.get(i).overlaps(squares.get(own))) {
                rivals.add(squares.get(i));
            }
        }
        return rivals;
    }

    private static boolean isNearlyGray(AlignedFace face) {
        int size = face.size();
        int grayPixels = 0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                float red = face.at(0, y, x);
                float green = face.at(1, y, x);
                float blue = face.at(2, y, x);
                float spread = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
                if (spread <= GRAY_TOLERANCE) {
                    grayPixels++;
                }
            }
        }
        return grayPixels >= GRAY_SHARE * size * size;
    }
}
