package io.facecloak.evaluation;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.Protection;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.Point;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A cloak as a person gets it: the photo's file goes through the whole of {@link PhotoProtector}, which looks for faces itself, chooses among
 * them by its policy, and writes a file, encoded like the source; that file is measured. Thread-safe, as its protector is.
 */
public final class CloakProtector implements Protector {

    private final PhotoProtector protector;

    public CloakProtector(PhotoProtector protector) {
        this.protector = Objects.requireNonNull(protector, "protector");
    }

    /** All but the file; the cloak finds the face that it protects by itself. */
    @Override
    public BufferedImage protect(BufferedImage photo, Face face) {
        return protector.protect(photo).photo();
    }

    @Override
    public ProbeProtection protect(FacePhoto probe, BufferedImage photo, Face face) throws IOException {
        Path target = Files.createTempFile("facecloak-probe", null);
        try {
            List<FaceOutcome> outcomes =
                    protector.protect(probe.file(), target, true).faces();
            BufferedImage after = SrgbView.of(new PhotoReader().read(target).upright());
            return new ProbeProtection(after, untouched(outcomes, face.box()));
        } finally {
            Files.deleteIfExists(target);
        }
    }

    /**
     * The same cloak where no face can be looked for, because the photos are aligned crops: it is told where the face is. The policy still
     * decides.
     */
    public Protector atKnownFaces() {
        return new Protector() {
            @Override
            public BufferedImage protect(BufferedImage photo, Face face) {
                return protector.protect(photo, List.of(face)).photo();
            }

            @Override
            public ProbeProtection protect(FacePhoto probe, BufferedImage photo, Face face) {
                Protection<BufferedImage> protection = protector.protect(photo, List.of(face));
                return new ProbeProtection(protection.photo(), untouched(protection.faces(), face.box()));
            }
        };
    }

    /**
     * Why the face that is meant was not cloaked.
     *
     * @param outcomes of all faces that the protecting side found
     * @param meant where the face is in the upright photo
     * @return nothing if it was cloaked
     */
    public static Optional<Untouched> untouched(List<FaceOutcome> outcomes, Box meant) {
        Optional<FaceOutcome> own = outcomes.stream()
                .min(Comparator.comparingDouble(outcome -> distance(outcome, meant)))
                .filter(outcome -> distance(outcome, meant) < meant.width() / 2);
        if (own.isEmpty()) {
            return Optional.of(Untouched.NO_FACE);
        }
        return own.get().decision() == Decision.CLOAKED ? Optional.empty() : Optional.of(Untouched.UNMATCHED);
    }

    private static double distance(FaceOutcome outcome, Box meant) {
        Point centre = outcome.face().box().centre();
        return Math.hypot(
                centre.x() - meant.centre().x(), centre.y() - meant.centre().y());
    }
}
