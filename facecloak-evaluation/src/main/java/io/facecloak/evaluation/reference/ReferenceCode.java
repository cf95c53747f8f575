package io.facecloak.evaluation.reference;

import io.facecloak.evaluation.reference.ReferenceCloak.Sticker;
import io.facecloak.face.AlignedFace;
import io.facecloak.focus.FocusMask.Region;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.internal.optimize.ContrastiveLoss;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.optimize.CloakOptimizer;
import io.facecloak.optimize.CloakOptimizer.IterationListener;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The two optimisations of the authors' published code, for reproducing its results. They differ from the paper's text, and hence from
 * {@link CloakOptimizer}, among other things in this: they work on pixel values in [-1, 1], step after every face, do not clip the faces, and
 * keep stickers and high-pass part apart from the mask. Immutable and thread-safe.
 */
public final class ReferenceCode {

    /** Bound of the uniform random start of the plain variant, in [-1, 1] units. */
    private static final float PLAIN_START = 2 / 255f;

    private final Settings settings;
    private final IterationListener listener;

    /**
     * The published script's numbers, on the [-1, 1] scale.
     *
     * @param iterations passes over the faces, at least 1
     * @param step of the perturbation, positive
     * @param maxPerturbation bound of the mask, positive
     * @param stickerMax bound of the stickers, positive
     * @param highPassMax bound of the high-pass part, positive
     * @param attention used by {@link #withAttention}
     */
    public record Settings(
            int iterations,
            float step,
            float maxPerturbation,
            float stickerMax,
            float highPassMax,
            LearnableAttention attention) {

        /** As published: 10 iterations of 2/255, mask 8/255, stickers and high-pass part 32/255. */
        public static final Settings PUBLISHED = new Settings(
                10,
                2 / 255f,
                8 / 255f,
                32 / 255f,
                32 / 255f,
                new LearnableAttention(LearnableAttention.Initialisation.ONES, 10, 0.01));

        /**
         * @throws IllegalArgumentException if a value is out of range
         */
        public Settings {
            if (iterations < 1) {
                throw new IllegalArgumentException("iterations must be at least 1, but is " + iterations);
            }
            requirePositive("step", step);
            requirePositive("maxPerturbation", maxPerturbation);
            requirePositive("stickerMax", stickerMax);
            requirePositive("highPassMax", highPassMax);
            Objects.requireNonNull(attention, "attention");
        }

        public Settings withIterations(int newIterations) {
            return new Settings(newIterations, step, maxPerturbation, stickerMax, highPassMax, attention);
        }

        private static void requirePositive(String name, float value) {
            if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(name + " must be positive, but is " + value);
            }
        }
    }

    public ReferenceCode(Settings settings) {
        this(settings, iteration -> {});
    }

    /**
     * @param listener told the state after every iteration, in [-1, 1] units
     */
    public ReferenceCode(Settings settings, IterationListener listener) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /**
     * The variant with attention, which the published script selects: the faces see the unbounded product of attention and perturbation;
     * mask, stickers and high-pass part are cut out of it once, at the end.
     *
     * @param faces of the person, of one size, in the order in which they are used
     * @param surrogate the recogniser to learn on
     * @param regions the stickers' boxes, inside the faces
     * @param highPass the samples of the high-pass part, in the layout of {@link AlignedFace}
     * @param random draws the perturbation's start, uniform in ± maxPerturbation
     * @param progress told after every iteration; may throw to stop
     */
    public ReferenceCloak withAttention(
            List<AlignedFace> faces,
            Surrogate surrogate,
            List<Region> regions,
            boolean[] highPass,
            RandomGenerator random,
            Progress progress) {
        Evaluation evaluation = new Evaluation(faces, surrogate);
        int n = evaluation.samples();
        float[] delta = uniform(n, settings.maxPerturbation(), random);
        float[] attention = settings.attention().start(n, random);
        float[] attentionGradient = new float[n];
        float[] product = new float[n];
        multiply(attention, delta, product);
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            double[] losses = new double[faces.size()];
            for (int k = 0; k < faces.size(); k++) {
                losses[k] = evaluation.evaluate(k, product);
                float[] gradient = evaluation.gradient();
                for (int i = 0; i < n; i++) {
                    float g = gradient[i];
                    attentionGradient[i] = g * delta[i];
                    delta[i] -= settings.step() * Math.signum(g * attention[i]);
                }
                settings.attention().descend(attention, attentionGradient);
                multiply(attention, delta, product);
            }
            completed(iteration, losses, evaluation, attention, delta, product, progress);
        }
        return new ReferenceCloak(
                evaluation.size(),
                clipped(product, settings.maxPerturbation()),
                cutStickers(product, evaluation.size(), regions),
                cutHighPass(product, highPass),
                settings.stickerMax());
    }

    /**
     * The variant without attention: mask, stickers and high-pass part are all shown to the surrogate and renewed after every face, each
     * from the whole perturbation, so that what the stickers hold is counted in the mask as well.
     *
     * @param faces of the person, of one size, in the order in which they are used
     * @param surrogate the recogniser to learn on
     * @param regions the stickers' boxes, inside the faces
     * @param highPass the samples of the high-pass part, in the layout of {@link AlignedFace}
     * @param random draws the start of perturbation and stickers, uniform in ± 2/255
     * @param progress told after every iteration; may throw to stop
     */
    public ReferenceCloak plain(
            List<AlignedFace> faces,
            Surrogate surrogate,
            List<Region> regions,
            boolean[] highPass,
            RandomGenerator random,
            Progress progress) {
        Evaluation evaluation = new Evaluation(faces, surrogate);
        int n = evaluation.samples();
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        float[] start = uniform(n, PLAIN_START, random);
        List<Sticker> stickers = new ArrayList<>();
        for (Region region : regions) {
            int length = AlignedFace.CHANNELS * region.width() * region.height();
            stickers.add(new Sticker(region, uniform(length, PLAIN_START, random)));
        }
        float[] filtered = new float[n];
        for (int i = 0; i < n; i++) {
            filtered[i] = highPass[i] ? PLAIN_START : -PLAIN_START;
        }
        ReferenceCloak cloak = new ReferenceCloak(evaluation.size(), start, stickers, filtered, settings.stickerMax());
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            double[] losses = new double[faces.size()];
            for (int k = 0; k < faces.size(); k++) {
                float[] total = total(cloak);
                losses[k] = evaluation.evaluate(k, total);
                float[] gradient = evaluation.gradient();
                for (int i = 0; i < n; i++) {
                    total[i] -= settings.step() * Math.signum(gradient[i]);
                }
                cloak = new ReferenceCloak(
                        evaluation.size(),
                        clipped(total, settings.maxPerturbation()),
                        cutStickers(total, evaluation.size(), regions),
                        cutHighPass(total, highPass),
                        settings.stickerMax());
            }
            completed(iteration, losses, evaluation, ones, cloak.mask(), total(cloak), progress);
        }
        return cloak;
    }

    private void completed(
            int iteration,
            double[] losses,
            Evaluation evaluation,
            float[] attention,
            float[] delta,
            float[] effective,
            Progress progress) {
        listener.completed(new IterationListener.Iteration(
                iteration, losses, evaluation.gradient(), attention.clone(), delta.clone(), effective.clone()));
        progress.report(Stage.OPTIMIZATION, iteration, settings.iterations());
    }

    private static float[] total(ReferenceCloak cloak) {
        float[] total = ReferenceCloak.stickerSum(cloak.stickers(), cloak.size(), cloak.stickerMax());
        for (int i = 0; i < total.length; i++) {
            total[i] += cloak.highPass()[i] + cloak.mask()[i];
        }
        return total;
    }

    private List<Sticker> cutStickers(float[] perturbation, int size, List<Region> regions) {
        return regions.stream()
                .map(region -> Sticker.cut(perturbation, size, region, settings.stickerMax()))
                .toList();
    }

    private float[] cutHighPass(float[] perturbation, boolean[] highPass) {
        float[] part = clipped(perturbation, settings.highPassMax());
        for (int i = 0; i < part.length; i++) {
            part[i] = highPass[i] ? part[i] : 0;
        }
        return part;
    }

    private static float[] clipped(float[] values, float bound) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.max(-bound, Math.min(bound, values[i]));
        }
        return result;
    }

    private static void multiply(float[] attention, float[] delta, float[] product) {
        for (int i = 0; i < delta.length; i++) {
            product[i] = attention[i] * delta[i];
        }
    }

    private static float[] uniform(int length, float bound, RandomGenerator random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = bound * (2 * random.nextFloat() - 1);
        }
        return values;
    }

    /** Loss and gradient of one face at a time, in [-1, 1] units. */
    private static final class Evaluation {

        private final List<float[]> originals = new ArrayList<>();
        private final int size;
        private final Surrogate surrogate;
        private final ContrastiveLoss loss;
        private final FloatBuffer image;
        private final FloatBuffer gradient;

        Evaluation(List<AlignedFace> faces, Surrogate surrogate) {
            if (faces.isEmpty()) {
                throw new IllegalArgumentException("faces must not be empty");
            }
            this.size = faces.get(0).size();
            for (AlignedFace face : faces) {
                if (face.size() != size) {
                    throw new IllegalArgumentException(
                            "faces must be of one size, but have " + size + " and " + face.size());
                }
                originals.add(face.toArray());
            }
            this.surrogate = surrogate;
            this.loss = new ContrastiveLoss(surrogate.anchors());
            this.image = direct(samples());
            this.gradient = direct(samples());
        }

        /** A change of v in [-1, 1] units is half that change of the pixel x = (v + 1) / 2. */
        double evaluate(int face, float[] perturbation) {
            float[] pixels = originals.get(face).clone();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] += perturbation[i] / 2;
            }
            image.put(0, pixels);
            float[][] cotangents = {loss.cotangent()};
            return loss.of(surrogate.embedder().embedWithGradient(image, cotangents, gradient)[0]);
        }

        float[] gradient() {
            float[] halved = new float[samples()];
            gradient.get(0, halved);
            for (int i = 0; i < halved.length; i++) {
                halved[i] /= 2;
            }
            return halved;
        }

        int size() {
            return size;
        }

        int samples() {
            return AlignedFace.CHANNELS * size * size;
        }

        private static FloatBuffer direct(int values) {
            return ByteBuffer.allocateDirect(values * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
    }
}
