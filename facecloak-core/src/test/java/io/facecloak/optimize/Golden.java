package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;

/** The recorded inputs and trajectories in pgd_golden (float64, 8×8 faces, a 16-dimensional embedder). */
public final class Golden {

    /** Somewhere in the face; the recorded masks need none. */
    public static final Landmarks LANDMARKS =
            new Landmarks(new Point(2, 2), new Point(6, 2), new Point(4, 4), new Point(3, 6), new Point(5, 6));

    private static final Gson GSON = new Gson();

    private Golden() {}

    public record Setup(
            double[][] images_uint8,
            int seed_image_index,
            Weights embedder,
            double[] near_anchor,
            double[] far_anchor,
            Map<String, int[]> sticker_boxes,
            Paper paper,
            Reference reference,
            HighPass highpass) {

        public List<AlignedFace> faces() {
            List<AlignedFace> faces = new ArrayList<>();
            for (double[] image : images_uint8) {
                float[] planes = new float[image.length];
                for (int i = 0; i < planes.length; i++) {
                    planes[i] = (float) (image[i] / 255);
                }
                faces.add(AlignedFace.of(8, planes));
            }
            return faces;
        }

        public AlignedFace seed() {
            return faces().get(seed_image_index);
        }

        public Surrogate surrogate() {
            return new Surrogate(
                    new TanhEmbedder("golden", embedder.W, embedder.b),
                    new Anchors(floats(near_anchor), floats(far_anchor)));
        }
    }

    public record Weights(double[][] W, double[] b) {}

    public record HighPass(int kernel, double sigma, double[] map) {}

    public record Paper(
            int iterations,
            double eps,
            double eps_raised,
            double alpha,
            double attention_lr,
            double highpass_threshold,
            double[] attention_init,
            double[] delta_init,
            double[] sticker_mask,
            double[] highpass_mask,
            double[] budget) {}

    public record Reference(
            int iterations,
            double step,
            double max_pert,
            double sticker_max,
            double highpass_max,
            double attention_lr,
            double attention_std_offset,
            double[] highpass_filter,
            double[] afog_delta_init,
            double[] pgd_delta_init,
            Map<String, double[]> pgd_sticker_init) {}

    public record Trajectory(
            List<Step> iterations,
            double[] losses_after,
            double[] mask,
            Map<String, double[]> stickers,
            double[] highpass_pert,
            int[] deployed_seed_uint8,
            int[] deployed_seed_uint8_mask_only) {}

    public record Step(
            double[] losses,
            double[] mean_gradient,
            double[] attention,
            double[] delta,
            double[] effective,
            double[] highpass_pert,
            Map<String, double[]> stickers) {}

    public static Setup setup() {
        return read("setup", Setup.class);
    }

    public static Trajectory trajectory(String name) {
        return read(name, Trajectory.class);
    }

    public static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    public static boolean[] flags(double[] values) {
        boolean[] result = new boolean[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i] != 0;
        }
        return result;
    }

    /** The draws in [0, 1] that become these values when they are spread over ± bound. */
    public static float[] draws(double[] values, double bound) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) ((values[i] / bound + 1) / 2);
        }
        return result;
    }

    /** A generator that plays back recorded draws, in turn. */
    public static RandomGenerator playback(List<float[]> draws) {
        return new RandomGenerator() {
            private int list;
            private int index;

            @Override
            public float nextFloat() {
                if (index == draws.get(list).length) {
                    list++;
                    index = 0;
                }
                return draws.get(list)[index++];
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("only floats were recorded");
            }
        };
    }

    /** @param what is compared, for the message */
    public static void assertClose(double[] expected, float[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length, what);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double deviation = Math.abs(expected[i] - actual[i]);
            worst = Math.max(worst, Double.isNaN(deviation) ? Double.POSITIVE_INFINITY : deviation);
        }
        double found = worst;
        assertTrue(found <= tolerance, () -> what + ": deviates by " + found);
    }

    private static <T> T read(String name, Class<T> type) {
        try (Reader reader = new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        Golden.class.getResourceAsStream("/pgd_golden/" + name + ".json.gz"), name)),
                StandardCharsets.UTF_8)) {
            return GSON.fromJson(reader, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
