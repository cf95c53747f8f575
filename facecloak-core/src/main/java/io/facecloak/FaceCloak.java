package io.facecloak;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.NoFaceException;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.face.FaceLocation;
import io.facecloak.face.Portrait;
import io.facecloak.internal.apply.FolderSettings;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.optimize.Refinement;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A person's cloak, ready to protect photos: learnt from one photo with {@link #builder()}, or loaded from a file.
 *
 * <pre>{@code
 * FaceCloak cloak = FaceCloak.builder().seed(Path.of("me.jpg")).build();
 * cloak.apply(Path.of("party.jpg"), Path.of("party-protected.jpg"));
 * cloak.save(Path.of("me.cloak"));
 * }</pre>
 *
 * <p>Applying needs no optimisation and no network. Immutable and thread-safe. A cloak borrows its models and does not close them.
 */
public final class FaceCloak {

    /** What messages call a photo without a file. */
    private static final String UNNAMED = "the photo";

    private final CloakMask mask;
    private final LandmarkDetector detector;
    private final Supplier<List<Embedder>> recognisers;
    private final ProtectionOptions options;
    private final PhotoProtector protector;

    /** @param recognisers asked only where the options need them: a cloak for the largest face must work with a detector alone */
    FaceCloak(
            CloakMask mask,
            LandmarkDetector detector,
            Supplier<List<Embedder>> recognisers,
            ProtectionOptions options) {
        this.mask = mask;
        this.detector = detector;
        this.recognisers = recognisers;
        this.options = options;
        List<Embedder> needed = options.needsRecogniser(mask) ? recognisers.get() : List.of();
        this.protector = new PhotoProtector(mask, detector, needed, options);
    }

    /** Starts learning a cloak; the defaults are those of {@link Preset#BALANCED}. */
    public static FaceCloakBuilder builder() {
        return new FaceCloakBuilder();
    }

    /**
     * A cloak from its mask, with {@link ProtectionOptions#DEFAULT} but for the policy.
     *
     * @throws IllegalStateException if the policy matches faces and the mask does not remember its person
     * @throws io.facecloak.model.ModelException if the models have no detector, or the policy matches faces and none of their recognisers
     *     made what the mask remembers
     */
    public static FaceCloak of(CloakMask mask, FaceModels models, FacePolicy policy) {
        return of(mask, models, ProtectionOptions.DEFAULT.withFacePolicy(policy));
    }

    /**
     * A cloak from its mask.
     *
     * @throws IllegalStateException if the options need a recogniser and the mask does not remember its person
     * @throws io.facecloak.model.ModelException if the models have no detector, or the options need a recogniser and none of the models'
     *     made what the mask remembers
     */
    public static FaceCloak of(CloakMask mask, FaceModels models, ProtectionOptions options) {
        Objects.requireNonNull(models, "models");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(mask, "mask");
        return new FaceCloak(mask, models.detector(), models::embedders, options);
    }

    /**
     * Reads a cloak file and uses {@link FaceModels#configured()} and {@link ProtectionOptions#DEFAULT}. A cloak that remembers its person
     * is put on faces that match, or else on the photo's main face; one that does not, on the largest face.
     *
     * @throws IOException if the file cannot be read
     * @throws io.facecloak.mask.CloakFormatException if it is not a sound cloak file
     * @throws io.facecloak.model.ModelException if no models are configured, or as for {@link #of}
     */
    public static FaceCloak load(Path file) throws IOException {
        CloakMask mask = CloakFile.read(Objects.requireNonNull(file, "file"));
        return of(mask, FaceModels.configured(), ProtectionOptions.DEFAULT);
    }

    /**
     * Reads a cloak file.
     *
     * @throws IOException if the file cannot be read
     * @throws io.facecloak.mask.CloakFormatException if it is not a sound cloak file
     * @throws IllegalStateException as for {@link #of}
     * @throws io.facecloak.model.ModelException as for {@link #of}
     */
    public static FaceCloak load(Path file, FaceModels models, FacePolicy policy) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(models, "models");
        Objects.requireNonNull(policy, "policy");
        return of(CloakFile.read(file), models, policy);
    }

    /**
     * Reads a cloak file.
     *
     * @throws IOException if the file cannot be read
     * @throws io.facecloak.mask.CloakFormatException if it is not a sound cloak file
     * @throws IllegalStateException as for {@link #of}
     * @throws io.facecloak.model.ModelException as for {@link #of}
     */
    public static FaceCloak load(Path file, FaceModels models, ProtectionOptions options) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(models, "models");
        Objects.requireNonNull(options, "options");
        return of(CloakFile.read(file), models, options);
    }

    /**
     * Writes the cloak file, replacing one that exists in a single step. Only its owner may read it.
     *
     * @throws IOException if it cannot be written, or {@code file} exists and is no cloak file; what exists is then unchanged
     */
    public void save(Path file) throws IOException {
        CloakFile.write(mask, file);
    }

    /**
     * Reads a cloak from the rest of a stream, which stays open, and uses {@link FaceModels#configured()} and
     * {@link ProtectionOptions#DEFAULT}, as {@link #load(Path)} does.
     *
     * @throws IOException if the stream fails
     * @throws io.facecloak.mask.CloakFormatException if it holds no sound cloak
     * @throws io.facecloak.model.ModelException as for {@link #load(Path)}
     */
    public static FaceCloak load(InputStream cloak) throws IOException {
        Objects.requireNonNull(cloak, "cloak");
        return load(cloak, FaceModels.configured(), ProtectionOptions.DEFAULT);
    }

    /**
     * Reads a cloak from the rest of a stream, which stays open.
     *
     * @throws IOException if the stream fails
     * @throws io.facecloak.mask.CloakFormatException if it holds no sound cloak
     * @throws IllegalStateException as for {@link #of}
     * @throws io.facecloak.model.ModelException as for {@link #of}
     */
    public static FaceCloak load(InputStream cloak, FaceModels models, ProtectionOptions options) throws IOException {
        Objects.requireNonNull(cloak, "cloak");
        Objects.requireNonNull(models, "models");
        Objects.requireNonNull(options, "options");
        return of(CloakFile.read(cloak, "the cloak"), models, options);
    }

    /**
     * Writes the cloak to a stream, which stays open. What is written holds a biometric template of the person, unless that was left out:
     * keep it where others cannot read it.
     *
     * @throws IOException if the stream fails
     */
    public void save(OutputStream target) throws IOException {
        CloakFile.write(mask, target);
    }

    /**
     * The protected copy of an upright photo; {@code photo} is not changed. Without a face to protect, the copy has the same pixels.
     *
     * @param photo gray or RGB with integer samples, or with a palette
     * @throws IllegalArgumentException if the photo is of another kind
     * @throws io.facecloak.apply.NoFaceException if it shows no face and the options require one
     * @throws IllegalStateException if the models were closed
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public BufferedImage apply(BufferedImage photo) {
        return protect(photo).photo();
    }

    /** As {@link #apply(BufferedImage)}, with what became of each face. */
    public Protection<BufferedImage> protect(BufferedImage photo) {
        return protector.protect(Objects.requireNonNull(photo, "photo"));
    }

    /** As {@link #protect(BufferedImage, List)}, the picture alone. */
    public BufferedImage apply(BufferedImage photo, List<? extends FaceLocation> faces) {
        return protect(photo, faces).photo();
    }

    /**
     * As {@link #protect(BufferedImage)}, for callers who know where faces are: each is given as {@link io.facecloak.face.Face}, as
     * {@link io.facecloak.face.Landmarks}, or as {@link io.facecloak.face.Box}, in which the detector looks for landmarks. Those that the
     * policy chooses are cloaked; take {@link FacePolicy#ALL} for every one.
     *
     * @param faces in pixels of the photo; they need not lie in it wholly
     * @throws IllegalArgumentException as for {@link #apply(BufferedImage)}, or if a box is empty or not finite
     */
    public Protection<BufferedImage> protect(BufferedImage photo, List<? extends FaceLocation> faces) {
        return protector.protect(Objects.requireNonNull(photo, "photo"), Objects.requireNonNull(faces, "faces"));
    }

    /**
     * The protected copy of an encoded photo (the bytes of a file), as {@link #apply(Path, Path)} would write it.
     *
     * @throws io.facecloak.apply.NoFaceException if no face is cloaked and {@link ProtectionOptions#copyUnprotected} is off, or it shows no
     *     face and the options require one
     * @throws IOException if the bytes are no readable photo, or are marked as cloaked and the options do not accept that
     * @throws IllegalStateException if the models were closed
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public byte[] apply(byte[] photo) throws IOException {
        Protection<byte[]> protection = protect(photo);
        if (!protection.written()) {
            throw NoFaceException.cloakedIn(UNNAMED);
        }
        return protection.photo();
    }

    /** As {@link #apply(byte[])}, with what became of each face, the format and the notes; without a copy, the bytes are none. */
    public Protection<byte[]> protect(byte[] photo) throws IOException {
        return protector.protect(new ByteArrayInputStream(Objects.requireNonNull(photo, "photo")), UNNAMED);
    }

    /**
     * Writes the protected copy of an encoded photo, which is read to the end of its stream, as {@link #apply(Path, Path)} would write it.
     * Nothing is written before all of the photo is protected and encoded. Both streams stay open.
     *
     * @throws io.facecloak.apply.NoFaceException as for {@link #apply(byte[])}
     * @throws IOException as for {@link #apply(byte[])}, or if a stream fails
     * @throws IllegalStateException if the models were closed
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public void apply(InputStream photo, OutputStream target) throws IOException {
        if (!protect(photo, target).written()) {
            throw NoFaceException.cloakedIn(UNNAMED);
        }
    }

    /**
     * As {@link #apply(InputStream, OutputStream)}, with what became of each face, the format and the notes; without a copy, nothing is
     * written.
     */
    public <T extends OutputStream> Protection<T> protect(InputStream photo, T target) throws IOException {
        Objects.requireNonNull(target, "target");
        Protection<byte[]> bytes = protector.protect(Objects.requireNonNull(photo, "photo"), UNNAMED);
        target.write(bytes.photo());
        return new Protection<>(target, bytes.faces(), bytes.format(), bytes.rewritten(), bytes.notes());
    }

    /**
     * Protects a photo file: same orientation as the source, the metadata that {@link ProtectionOptions#metadata} keeps, and the
     * same format, but GIF and lossless WebP become PNG, lossy WebP, HEIC and AVIF become JPEG; only a target that is named
     * {@code .heic}, {@code .avif} or {@code .png} asks for that format instead. A photo in which no face is cloaked is copied unprotected, unless
     * {@link ProtectionOptions#copyUnprotected} is off; {@link #protect(Path, Path)} tells.
     *
     * @param target must not exist; it appears complete or not at all
     * @throws io.facecloak.apply.AlreadyCloakedException if the source is marked as cloaked and the options do not accept that
     * @throws io.facecloak.apply.NoFaceException if it shows no face and the options require one
     * @throws java.nio.file.FileSystemException if the target's name promises another format than the one that is written
     * @throws IOException if the source is not a readable photo, or the target exists or cannot be written
     * @throws IllegalStateException if the models were closed
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public void apply(Path source, Path target) throws IOException {
        protect(source, target, false);
    }

    /**
     * As {@link #apply(Path, Path)}.
     *
     * @param overwrite whether an existing target is replaced; with the source as target, the original is lost
     */
    public void apply(Path source, Path target, boolean overwrite) throws IOException {
        protect(source, target, overwrite);
    }

    /** As {@link #apply(Path, Path)}, with what became of each face, the format and the notes. */
    public Protection<Path> protect(Path source, Path target) throws IOException {
        return protect(source, target, false);
    }

    /** As {@link #apply(Path, Path, boolean)}, with what became of each face, the format and the notes. */
    public Protection<Path> protect(Path source, Path target, boolean overwrite) throws IOException {
        return protector.protect(
                Objects.requireNonNull(source, "source"), Objects.requireNonNull(target, "target"), overwrite);
    }

    /**
     * As {@link #protect(Path, Path, boolean)}, for callers who know where faces are, as in {@link #protect(BufferedImage, List)}.
     *
     * @param faces in pixels of the photo as one sees it, after its EXIF orientation
     */
    public Protection<Path> protect(Path source, Path target, boolean overwrite, List<? extends FaceLocation> faces)
            throws IOException {
        return protector.protect(
                Objects.requireNonNull(source, "source"),
                Objects.requireNonNull(target, "target"),
                overwrite,
                Objects.requireNonNull(faces, "faces"));
    }

    /** As {@link #refined(Refinement)}, with {@link Refinement#BALANCED}. */
    public FaceCloak refined() {
        return refined(Refinement.BALANCED);
    }

    /**
     * The same cloak, refined on every face that it is put on: some steps of learning on the photo itself, which protect far better at the
     * same visibility and take about a second per face. Photos, options and seed decide the result. This cloak stays as it is.
     *
     * @throws io.facecloak.model.ModelException if the models hold none of the recognisers that the cloak was learnt on
     */
    public FaceCloak refined(Refinement refinement) {
        return new FaceCloak(mask, detector, recognisers, options.withRefinement(refinement));
    }

    /** Protects many files, one that fails not stopping the others. */
    public FolderProtection folders() {
        return new FolderProtection(FolderSettings.of(protector));
    }

    /**
     * This cloak, recognising its person better: by one more photo of which the user says that it shows them, such as one that came out as
     * {@link io.facecloak.apply.FaceOutcome.Decision#PERHAPS_PERSON}. The perturbation stays the same. This cloak is not changed, nor is its file:
     * {@link #save} the result.
     *
     * @throws SeedException if the photo does not show one clear face, or is marked as cloaked
     * @throws IOException if it is not a readable photo
     * @throws IllegalStateException if the cloak does not remember its person
     * @throws io.facecloak.model.ModelException if no recogniser at hand made what the cloak remembers, or a model fails
     */
    public FaceCloak withConfirmed(Path photo) throws IOException {
        Objects.requireNonNull(photo, "photo");
        return withConfirmed(SeedPhoto.of(new PhotoReader().read(photo)).portrait(detector));
    }

    /** As {@link #withConfirmed(Path)}. */
    public FaceCloak withConfirmed(BufferedImage photo) {
        Objects.requireNonNull(photo, "photo");
        return withConfirmed(new SeedPhoto("the photo", photo).portrait(detector));
    }

    /**
     * As {@link #withConfirmed(Path)}, for a photo of several people.
     *
     * @param face the person's, such as a {@link FaceOutcome} holds it
     */
    public FaceCloak withConfirmed(BufferedImage photo, Face face) {
        Objects.requireNonNull(photo, "photo");
        Objects.requireNonNull(face, "face");
        return withConfirmed(new Portrait(SrgbView.of(photo), face.landmarks()));
    }

    private FaceCloak withConfirmed(Portrait person) {
        if (mask.templates().isEmpty()) {
            throw new IllegalStateException(
                    "the cloak does not remember its person, so no photo can be added; learn it with"
                            + " rememberPerson(true)");
        }
        List<Embedder> own = recognisers.get().stream()
                .filter(recogniser -> mask.templates().stream()
                        .anyMatch(template -> template.fingerprint().equals(recogniser.fingerprint())))
                .toList();
        if (own.isEmpty()) {
            throw new ModelException(
                    "no recogniser at hand made the cloak's templates; use the models it was learnt with");
        }
        CloakMask better = mask.withTemplates(PersonTemplates.plus(mask.templates(), own, person.aligned()));
        return new FaceCloak(better, detector, recognisers, options);
    }

    /** The learnt perturbation and how it was made. */
    public CloakMask mask() {
        return mask;
    }

    @Override
    public String toString() {
        return "FaceCloak[" + mask + ", " + options + "]";
    }
}
