package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.optimize.ContrastiveLoss;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchorsTest {

    private final Embedder embedder = TanhEmbedder.random("any", 2, 4, new Random(1));
    private final float[] probe = direction(0);
    private final float[] stranger = direction(60);
    private final float[] opposite = direction(170);
    private final Gallery gallery = new Gallery() {
        @Override
        public Extremes extremes(Embedder by, float[] of) {
            return new Extremes(
                    stranger, Embedding.similarity(of, stranger), opposite, Embedding.similarity(of, opposite));
        }

        @Override
        public void close() {}
    };

    @Test
    void theOwnFaceIsNearUnlessAStrangerIsMoreSimilar() {
        Anchors own =
                Anchors.choose(embedder, probe, List.of(direction(90), direction(10)), Optional.of(gallery), false);
        assertArrayEquals(direction(10), own.near());
        assertArrayEquals(opposite, own.far());

        Anchors other = Anchors.choose(embedder, probe, List.of(direction(80)), Optional.of(gallery), false);
        assertArrayEquals(stranger, other.near());
    }

    @Test
    void theOwnFaceCanBeExcluded() {
        Anchors anchors = Anchors.choose(embedder, probe, List.of(probe), Optional.of(gallery), true);

        assertArrayEquals(stranger, anchors.near());
        assertArrayEquals(opposite, anchors.far());
    }

    @Test
    void withoutAGalleryTheCloakLeadsToTheOpposite() {
        Anchors anchors = Anchors.choose(embedder, probe, List.of(probe), Optional.empty(), false);

        assertArrayEquals(probe, anchors.near());
        assertArrayEquals(new float[] {-1, -0f}, anchors.far());
    }

    @Test
    void strangersOnlyNeedAGallery() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Anchors.choose(embedder, probe, List.of(probe), Optional.empty(), true));
    }

    @Test
    void theLossIsFarMinusNearAndLinear() {
        ContrastiveLoss loss = new ContrastiveLoss(new Anchors(stranger, opposite));
        float[] e = direction(25);

        double far = 1 - Math.cos(Math.toRadians(145));
        double near = 1 - Math.cos(Math.toRadians(35));
        assertEquals(far - near, loss.of(e), 1e-6);
        assertEquals(loss.of(e), Embedding.similarity(e, loss.cotangent()), 1e-12);
    }

    @Test
    void anchorsAreCopiedAndChecked() {
        float[] near = direction(5);
        Anchors anchors = new Anchors(near, opposite);
        near[0] = 7;
        anchors.near()[1] = 7;
        assertArrayEquals(direction(5), anchors.near());

        assertThrows(IllegalArgumentException.class, () -> new Anchors(new float[] {2, 0}, opposite));
        assertThrows(IllegalArgumentException.class, () -> new Anchors(new float[] {1}, opposite));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Surrogate(embedder, new Anchors(new float[] {1}, new float[] {-1})));
    }

    private static float[] direction(double degrees) {
        return new float[] {(float) Math.cos(Math.toRadians(degrees)), (float) Math.sin(Math.toRadians(degrees))};
    }
}
