package io.facecloak.evaluation;

import io.facecloak.array.ArrayEngine;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The paper's 1:N identification (section IV-A1): a probe is compared with a gallery that holds the distractors and, for the time of the
 * comparison, all other clean photos of the probe's person. The probe is protected at Top-n when none of those photos is among the n
 * most similar gallery items. Photos of other probes' identities are not in the gallery unless they are given as distractors.
 *
 * <p>Ties count against the protection: an own photo ranks before a distractor of equal similarity. Immutable and thread-safe.
 */
public final class Identification {

    /** Distractors held at a time; they are compared with all probes in one product. */
    private static final int BLOCK = 1024;

    /** Norm that embeddings which were L2-normalised in single precision, or stored so, stay below. */
    private static final double LONGEST = 2;

    private final List<LabelledEmbedding> cleanPhotos;
    private final Supplier<ArrayEngine> engine;

    /** @param cleanPhotos the unprotected photos of every identity that will be probed; at least two photos of each */
    public Identification(List<LabelledEmbedding> cleanPhotos) {
        this(cleanPhotos, ArrayEngine::configured);
    }

    Identification(List<LabelledEmbedding> cleanPhotos, Supplier<ArrayEngine> engine) {
        this.cleanPhotos = List.copyOf(cleanPhotos);
        this.engine = engine;
    }

    /**
     * Ranks every probe. Memory grows with the probes alone: the distractors are read once and not kept.
     *
     * @param probes protected photos (or clean ones, to see what the recogniser does without protection)
     * @param distractors L2-normalised embeddings of strangers
     * @return one rank per probe, in the order of the probes
     * @throws IllegalArgumentException if a probe has no other clean photo of its identity, dimensions differ, or a distractor is not
     *     finite
     */
    public IdentificationResult evaluate(List<LabelledEmbedding> probes, Iterable<float[]> distractors) {
        Objects.requireNonNull(distractors, "distractors");
        double[] bestOwn =
                probes.stream().mapToDouble(this::similarityOfBestOwnPhoto).toArray();
        int[] ahead = new int[bestOwn.length];
        float[][] vectors = probes.stream().map(LabelledEmbedding::embedding).toArray(float[][]::new);
        Iterator<float[]> strangers = distractors.iterator();
        while (strangers.hasNext()) {
            List<float[]> block = next(strangers);
            if (vectors.length > 0) {
                count(vectors, bestOwn, block, ahead);
            }
        }
        List<IdentificationResult.ProbeRank> ranks = new ArrayList<>(ahead.length);
        for (int i = 0; i < ahead.length; i++) {
            LabelledEmbedding probe = probes.get(i);
            ranks.add(new IdentificationResult.ProbeRank(probe.identity(), probe.photo(), ahead[i] + 1, bestOwn[i]));
        }
        return new IdentificationResult(ranks);
    }

    private double similarityOfBestOwnPhoto(LabelledEmbedding probe) {
        return cleanPhotos.stream()
                .filter(probe::isOtherPhotoOfSamePerson)
                .mapToDouble(probe::similarity)
                .max()
                .orElseThrow(
                        () -> new IllegalArgumentException("no other clean photo of the person for probe " + probe));
    }

    private static List<float[]> next(Iterator<float[]> strangers) {
        List<float[]> block = new ArrayList<>(BLOCK);
        while (block.size() < BLOCK && strangers.hasNext()) {
            float[] stranger = strangers.next();
            Embeddings.requireUsable(stranger, "a distractor");
            block.add(stranger);
        }
        return block;
    }

    /** Adds, for each probe, how many strangers are more similar than its best own photo; close calls are decided in double precision. */
    private void count(float[][] probes, double[] bestOwn, List<float[]> strangers, int[] ahead) {
        float[][] products = engine.get().products(probes, rows(strangers, probes[0].length));
        for (int p = 0; p < probes.length; p++) {
            double tolerance = ArrayEngine.tolerance(probes[p]) * LONGEST;
            for (int s = 0; s < strangers.size(); s++) {
                double similarity = products[p][s];
                // Written so that a product which is no number counts as close.
                if (!(Math.abs(similarity - bestOwn[p]) > tolerance)) {
                    similarity = Embeddings.similarity(probes[p], strangers.get(s));
                }
                if (similarity > bestOwn[p]) {
                    ahead[p]++;
                }
            }
        }
    }

    private static FloatBuffer rows(List<float[]> strangers, int dimension) {
        float[] rows = new float[Math.multiplyExact(strangers.size(), dimension)];
        for (int s = 0; s < strangers.size(); s++) {
            float[] stranger = strangers.get(s);
            if (stranger.length != dimension) {
                throw new IllegalArgumentException(
                        "embeddings must have one dimension, but have " + dimension + " and " + stranger.length);
            }
            System.arraycopy(stranger, 0, rows, s * dimension, dimension);
        }
        return FloatBuffer.wrap(rows);
    }
}
