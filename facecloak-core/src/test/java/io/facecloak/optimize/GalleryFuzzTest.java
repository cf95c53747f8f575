package io.facecloak.optimize;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.optimize.EmbeddingFile;
import io.facecloak.testing.Fuzzing;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged galleries of embeddings; {@link Fuzzing} says how to run more of them. */
class GalleryFuzzTest {

    @TempDir
    Path folder;

    private final SmoothEmbedder embedder = new SmoothEmbedder("gallery", 8, 1);

    @Test
    void damagedGalleriesAreReadOrRefused() throws IOException {
        Fuzzing.of("gallery")
                .seed("large", file(40))
                .seed("small", file(1))
                .run(10_000, file -> search(EmbeddingGallery.of(Fuzzing.NAME, file)), IOException.class);
    }

    @Test
    void damagedFilesAreMappedOrRefused() throws IOException {
        Path file = folder.resolve(Fuzzing.NAME);
        Fuzzing.of("gallery file")
                .seed("small", file(3))
                .run(
                        300,
                        bytes -> {
                            Files.write(file, bytes);
                            search(EmbeddingGallery.map(file, 1 << 20));
                        },
                        IOException.class);
    }

    /** A gallery of another recogniser, or one without a usable face, is a mistake that the search tells. */
    private void search(EmbeddingGallery gallery) {
        float[] probe = new float[embedder.dimension()];
        probe[0] = 1;
        try (gallery) {
            Gallery.Extremes extremes = gallery.extremes(embedder, probe);
            Embedding.requireNormalised("nearest", extremes.nearest());
            Embedding.requireNormalised("farthest", extremes.farthest());
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (!e.getMessage().contains(Fuzzing.NAME)) {
                throw e;
            }
        }
    }

    private byte[] file(int rows) throws IOException {
        Random random = new Random(rows);
        List<float[]> embeddings = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            float[] row = new float[embedder.dimension()];
            double norm = 0;
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
                norm += row[j] * row[j];
            }
            for (int j = 0; j < row.length; j++) {
                row[j] /= (float) Math.sqrt(norm);
            }
            embeddings.add(row);
        }
        Path file = folder.resolve("sound");
        EmbeddingFile.write(file, embedder, embeddings);
        return Files.readAllBytes(file);
    }
}
