package io.facecloak.evaluation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The paper's 1:N identification (section IV-A1): a probe is compared with a gallery that holds the distractors and, for the time of the
 * comparison, all other clean photos of the probe's person. The probe is protected at Top-n when none of those photos is among the n
 * most similar gallery items. Photos of other probes' identities are not in the gallery unless they are given as distractors.
 *
 * <p>Ties count against the protection: an own photo ranks before a distractor of equal similarity. Immutable and thread-safe.
 */
public final class Identification {

    /** Distractors held at a time; they are compared with all probes in parallel. */
    private static final int BLOCK = 1024;

    private final List<LabelledEmbedding> cleanPhotos;

    /** @param cleanPhotos the unprotected photos of every identity that will be probed; at least two photos of each */
    public Identification(List<LabelledEmbedding> cleanPhotos) {
        this.cleanPhotos = List.copyOf(cleanPhotos);
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
        Iterator<float[]> strangers = distractors.iterator();
        while (strangers.hasNext()) {
            List<float[]> block = next(strangers);
            IntStream.range(0, ahead.length)
                    .parallel()
                    .forEach(i -> ahead[i] += countAbove(bestOwn[i], probes.get(i), block));
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

    private static int countAbove(double similarity, LabelledEmbedding probe, List<float[]> strangers) {
        int count = 0;
        for (float[] stranger : strangers) {
            if (probe.similarity(stranger) > similarity) {
                count++;
            }
        }
        return count;
    }
}
