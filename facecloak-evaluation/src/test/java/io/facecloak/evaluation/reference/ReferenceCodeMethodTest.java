package io.facecloak.evaluation.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProbeProtection;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.Face;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.RecordedBytes;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceCodeMethodTest {

    private static final List<Face> FACES = List.of(FixedModels.face(20, 25, 60), FixedModels.face(240, 40, 30));
    private static final List<Embedder> EMBEDDERS =
            List.of(new SmoothEmbedder("first", 24, 3), new SmoothEmbedder("second", 32, 4));
    private static final FaceModels MODELS = new FixedModels(FACES, EMBEDDERS);

    @TempDir
    private Path folder;

    private Path seed;

    @BeforeEach
    void writeTheSeed() throws IOException {
        seed = photo("seed.png", 4);
    }

    @Test
    void theCloakIsByteForByteWhatItWas() throws Exception {
        RecordedBytes bytes = new RecordedBytes("unchanged", System.getProperty("os.arch"));
        bytes.add("REFERENCE_CODE", method(8, 11).learn(List.of(seed)));
        bytes.assertUnchanged();
    }

    @Test
    void maskAndStickersAddUp() throws Exception {
        CloakMask cloak = method(2, 0).learn(List.of(seed));

        float largest = 0;
        for (float value : cloak.delta()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertEquals(40 / 255.0, largest, 1 / 255.0);
        assertEquals(ReferenceCodeMethod.NAME, cloak.info().notes().get("method"));
        assertEquals(List.of("first"), cloak.info().surrogates());
        assertEquals(10, cloak.info().iterations());
        assertEquals(2, cloak.info().portraits());
    }

    @Test
    void theFirstSurrogateAloneIsLearntOn() throws Exception {
        float[] both = method(0, 0).learn(List.of(seed)).delta();
        ReferenceCodeMethod alone = new ReferenceCodeMethod(
                ReferenceCode.Settings.PUBLISHED, MODELS, EMBEDDERS.subList(0, 1), FaceCrop.LARGEST, 0, 0);

        assertArrayEquals(both, alone.learn(List.of(seed)).delta());
    }

    @Test
    void theLargestFaceOfAProbeIsProtected() throws Exception {
        Protector protector =
                method(1, 0).protectorOf("somebody", List.of(new FacePhoto("somebody", "seed.png", seed)));
        Path file = photo("probe.png", 5);
        BufferedImage before = ImageIO.read(file.toFile());

        ProbeProtection protection =
                protector.protect(new FacePhoto("somebody", "probe.png", file), before, FACES.get(0));

        assertTrue(protection.untouched().isEmpty());
        List<Integer> changed = new ArrayList<>();
        for (int y = 0; y < before.getHeight(); y++) {
            for (int x = 0; x < before.getWidth(); x++) {
                if (before.getRGB(x, y) != protection.photo().getRGB(x, y)) {
                    changed.add(x);
                }
            }
        }
        assertTrue(changed.size() > 5000, "changed pixels: " + changed.size());
        assertTrue(changed.stream().allMatch(x -> x < 240), "the other face stays as it is");
    }

    @Test
    void aSeedWithoutAFaceIsNamed() {
        ReferenceCodeMethod method = new ReferenceCodeMethod(
                ReferenceCode.Settings.PUBLISHED,
                new FixedModels(List.of(), EMBEDDERS),
                EMBEDDERS,
                FaceCrop.LARGEST,
                0,
                0);

        UnprotectableException e = assertThrows(UnprotectableException.class, () -> method.learn(List.of(seed)));
        assertTrue(e.getMessage().contains("seed.png"), e.getMessage());
    }

    @Test
    void whatCannotBeLearntFromIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> method(1, 0).learn(List.of()));
        assertThrows(IllegalArgumentException.class, () -> method(-1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReferenceCodeMethod(
                        ReferenceCode.Settings.PUBLISHED, MODELS, List.of(), FaceCrop.LARGEST, 0, 0));
    }

    private static ReferenceCodeMethod method(int syntheticFaces, long randomSeed) {
        return new ReferenceCodeMethod(
                ReferenceCode.Settings.PUBLISHED, MODELS, EMBEDDERS, FaceCrop.LARGEST, syntheticFaces, randomSeed);
    }

    private Path photo(String name, long seed) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(FixedModels.picture(420, 240, seed), "png", file.toFile());
        return file;
    }
}
