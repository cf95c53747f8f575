package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloakProtectorTest {

    private static final Face SMALL = FixedModels.face(20, 20, 35.2);
    private static final Face LARGE = FixedModels.face(150, 20, 60);

    @TempDir
    Path folder;

    private final BufferedImage picture = FixedModels.picture(300, 152, 7);
    private FacePhoto probe;

    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("probe.jpg");
        ImageIO.write(picture, "jpg", file.toFile());
        probe = new FacePhoto("ann", "probe.jpg", file);
    }

    @Test
    void theProbeIsWhatTheWholePipelineWrites() throws IOException {
        PhotoProtector pipeline = pipeline(FacePolicy.ALL, SMALL, LARGE);
        ProbeProtection protection = new CloakProtector(pipeline).protect(probe, picture, SMALL);
        assertEquals(Optional.empty(), protection.untouched());

        Path written = folder.resolve("written.jpg");
        pipeline.protect(probe.file(), written, false);
        BufferedImage expected = ImageIO.read(written.toFile());
        assertEquals(0, ImageQuality.mse(expected, protection.photo()));
        assertNotEquals(0, ImageQuality.mse(ImageIO.read(probe.file().toFile()), protection.photo()));
    }

    @Test
    void aFaceThatThePolicyPassesOverIsUntouched() throws IOException {
        CloakProtector protector = new CloakProtector(pipeline(FacePolicy.LARGEST, SMALL, LARGE));
        assertEquals(
                Optional.of(Untouched.UNMATCHED),
                protector.protect(probe, picture, SMALL).untouched());
        assertEquals(Optional.empty(), protector.protect(probe, picture, LARGE).untouched());
    }

    @Test
    void aFaceThatTheProtectingSideDoesNotFindIsUntouchedThoughAnotherIsCloaked() throws IOException {
        CloakProtector other = new CloakProtector(pipeline(FacePolicy.ALL, LARGE));
        assertEquals(
                Optional.of(Untouched.NO_FACE),
                other.protect(probe, picture, SMALL).untouched());
        CloakProtector none = new CloakProtector(pipeline(FacePolicy.ALL));
        ProbeProtection protection = none.protect(probe, picture, SMALL);
        assertEquals(Optional.of(Untouched.NO_FACE), protection.untouched());
        assertEquals(0, ImageQuality.mse(ImageIO.read(probe.file().toFile()), protection.photo()));
    }

    @Test
    void alignedCropsAreProtectedWithoutLookingForTheFace() throws IOException {
        Protector told = new CloakProtector(pipeline(FacePolicy.ALL)).atKnownFaces();
        assertEquals(Optional.empty(), told.protect(probe, picture, SMALL).untouched());
    }

    @Test
    void noFileIsLeftBehind() throws IOException {
        long before = temporaries();
        new CloakProtector(pipeline(FacePolicy.ALL, SMALL)).protect(probe, picture, SMALL);
        assertEquals(before, temporaries());
    }

    private static long temporaries() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("facecloak-probe"))
                    .count();
        }
    }

    private static PhotoProtector pipeline(FacePolicy policy, Face... found) {
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, 16 / 255f);
        CloakInfo info =
                new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "-", List.of(), "-", List.of(), 0, Map.of());
        return new PhotoProtector(
                new CloakMask(delta, info, List.of()),
                new FixedModels(List.of(found), List.of()).detector(),
                List.of(),
                ProtectionOptions.DEFAULT.withFacePolicy(policy));
    }
}
