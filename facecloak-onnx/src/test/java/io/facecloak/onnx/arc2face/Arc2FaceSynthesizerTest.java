package io.facecloak.onnx.arc2face;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.image.Box;
import io.facecloak.image.Face;
import io.facecloak.image.Landmarks;
import io.facecloak.image.Point;
import io.facecloak.image.Portrait;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.runtime.Device;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole generator on tiny graphs with the types, names and topology of the real ones. */
class Arc2FaceSynthesizerTest {

    private static final Device CPU = Device.cpu(1);
    private static final int STEPS = 5;
    private static final Arc2FaceOptions OPTIONS = Arc2FaceOptions.defaults().withSteps(STEPS);
    private static final Landmarks LANDMARKS = new Landmarks(
            new Point(200, 240), new Point(310, 245), new Point(255, 310), new Point(210, 370), new Point(305, 372));

    @TempDir
    private static Path shared;

    @BeforeAll
    static void export() throws IOException {
        TinyExport.OPTIMUM_1_24.write(shared, new Weights(false));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIMUM_1_24, false, 0.02",
        "OPTIMUM_1_23, false, 0.02",
        "DIFFUSERS_SCRIPT, false, 0.02",
        "OPTIMUM_1_24, true, 3",
        "OPTIMUM_1_23, true, 3",
        "DIFFUSERS_SCRIPT, true, 3"
    })
    void picturesAreThoseOfPlainArithmetic(TinyExport export, boolean half, double tolerance, @TempDir Path directory)
            throws IOException {
        Weights weights = new Weights(half);
        export.write(directory, weights);
        List<Portrait> portraits;
        try (Arc2FaceSynthesizer synthesizer = open(directory, OPTIONS)) {
            portraits = synthesizer.synthesize(seed(), 2, new SplittableRandom(5));
        }
        double[] identity = TinyArcFace.plain(seed().aligned(), 512);
        long[] noiseSeeds = new SplittableRandom(5).longs(2).toArray();
        for (int i = 0; i < 2; i++) {
            double[] latent = new GaussianNoise(noiseSeeds[i]).next(4 * 64 * 64);
            double[] expected = new PlainArc2Face(weights).picture(identity, latent, STEPS, 3.0);
            compare(expected, portraits.get(i).picture(), tolerance);
        }
    }

    private static void compare(double[] expected, BufferedImage picture, double tolerance) {
        int plane = 512 * 512;
        double worst = 0;
        double squares = 0;
        for (int i = 0; i < 3 * plane; i++) {
            int rgb = picture.getRGB(i % plane % 512, i % plane / 512);
            double error = Math.abs((rgb >> 16 - 8 * (i / plane) & 0xff) - expected[i]);
            worst = Math.max(worst, error);
            squares += error * error;
        }
        System.err.println("WORST " + worst + " rms " + Math.sqrt(squares / 3 / plane) + " spread " + spread(expected));
        // Rounding to whole levels alone is 0.5.
        assertEquals(0, worst, 0.5 + tolerance);
    }

    private static double spread(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    private static Arc2FaceSynthesizer open(Path directory, Arc2FaceOptions options) {
        return Arc2FaceSynthesizer.open(directory, OnnxEmbedder::open, new FixedDetector(), CPU, options);
    }

    private static Portrait seed() {
        BufferedImage picture = new BufferedImage(140, 140, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 140; y++) {
            for (int x = 0; x < 140; x++) {
                picture.setRGB(x, y, x << 16 | (x * y % 256) << 8 | y);
            }
        }
        return new Portrait(
                picture,
                new Landmarks(
                        new Point(50, 60),
                        new Point(88, 62),
                        new Point(70, 82),
                        new Point(54, 100),
                        new Point(86, 101)));
    }

    private static final class FixedDetector implements LandmarkDetector {

        @Override
        public List<Face> detect(BufferedImage photo) {
            return List.of(new Face(new Box(150, 150, 200, 280), LANDMARKS, 0.9));
        }

        @Override
        public void close() {
            throw new AssertionError("the detector is not the synthesizer's to close");
        }
    }
}
