package io.facecloak.optimize;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.Embedder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embeddings that a cloaked face is pushed from and pulled to (paper, Eq. 2 and 3); they belong to one embedder. The arrays are
 * copied in and out.
 *
 * @param near what the face is close to now; L2-normalised
 * @param far what it shall come close to; L2-normalised, of the same length
 */
public record Anchors(float[] near, float[] far) {

    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);

    /**
     * @throws IllegalArgumentException if the lengths differ or a vector is not normalised
     */
    public Anchors {
        if (near.length != far.length) {
            throw new IllegalArgumentException(
                    "near and far must be of one length, but have " + near.length + " and " + far.length + " values");
        }
        Embedding.requireNormalised("near", near);
        Embedding.requireNormalised("far", far);
        near = near.clone();
        far = far.clone();
    }

    @Override
    public float[] near() {
        return near.clone();
    }

    @Override
    public float[] far() {
        return far.clone();
    }

    /**
     * Anchors that lead away from a person: near is the direction between the embeddings, far its opposite.
     *
     * @param embeddings of the person, at least one; L2-normalised
     * @throws IllegalArgumentException if there is none, or they cancel out
     */
    public static Anchors awayFrom(List<float[]> embeddings) {
        if (embeddings.isEmpty()) {
            throw new IllegalArgumentException("embeddings must not be empty");
        }
        float[] near = Embedding.normalisedMean(embeddings);
        return new Anchors(near, Embedding.negated(near));
    }

    /**
     * Chooses the anchors of a face. With a gallery, <em>near</em> is the most similar embedding among the gallery and the person's own,
     * <em>far</em> the least similar of the gallery. A gallery of strangers alone makes a weak loss, hence the person's own embeddings
     * count unless they are excluded, which is the literal reading of the paper. Without a gallery, near is the probe and far its
     * opposite.
     *
     * @param embedder the recogniser all embeddings come from
     * @param probe the embedding of the seed face
     * @param own embeddings of the person; may be empty
     * @param gallery other people, if there are any at hand
     * @param excludeOwnIdentity true to look for <em>near</em> among the gallery only
     * @throws IllegalArgumentException if the own identity is excluded and there is no gallery, or the gallery belongs to another embedder
     */
    public static Anchors choose(
            Embedder embedder,
            float[] probe,
            List<float[]> own,
            Optional<Gallery> gallery,
            boolean excludeOwnIdentity) {
        Objects.requireNonNull(probe, "probe");
        Objects.requireNonNull(gallery, "gallery");
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(own, "own");
        Embedding.requireNormalised("probe", probe);
        if (gallery.isEmpty()) {
            if (excludeOwnIdentity) {
                throw new IllegalArgumentException(
                        "excludeOwnIdentity is true, but there is no gallery to take the near anchor from");
            }
            LOG.info(
                    "no gallery for {}: the cloak leads from the face's own embedding to its opposite",
                    embedder.name());
            return new Anchors(probe, Embedding.negated(probe));
        }
        Gallery.Extremes extremes = gallery.get().extremes(embedder, probe);
        float[] near = extremes.nearest();
        double similarity = extremes.nearestSimilarity();
        if (!excludeOwnIdentity) {
            for (float[] candidate : own) {
                double candidateSimilarity = Embedding.similarity(probe, candidate);
                if (candidateSimilarity > similarity) {
                    near = candidate;
                    similarity = candidateSimilarity;
                }
            }
        }
        LOG.debug(
                "anchors for {}: near at similarity {}, far at {}",
                embedder.name(),
                similarity,
                extremes.farthestSimilarity());
        return new Anchors(near, extremes.farthest());
    }
}
