package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.optimize.EmbeddingFile;
import io.facecloak.internal.optimize.EmbeddingHeader;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.Gallery.Extremes;
import io.facecloak.testing.RoughEngine;
import io.facecloak.testing.SmoothEmbedder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingGalleryTest {

    private final Embedder embedder = TanhEmbedder.random("first", 7, 4, new Random(1));
    private final float[] probe = unit(new Random(99));
    private final List<float[]> rows = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeAGallery() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            rows.add(unit(random));
        }
        file = folder.resolve("gallery.embeddings");
        EmbeddingFile.write(file, embedder, rows);
    }

    @Test
    void theMostAndLeastSimilarRowsAreFound() throws IOException {
        try (Gallery gallery = Gallery.ofEmbeddings(file)) {
            assertExtremes(gallery.extremes(embedder, probe));
        }
    }

    @Test
    void aFileInSeveralMappingsGivesTheSame() throws IOException {
        try (Gallery gallery = EmbeddingGallery.map(file, 100)) {
            assertExtremes(gallery.extremes(embedder, probe));
        }
    }

    /** Rows that are all but equally similar: single precision alone would confuse them. */
    @Test
    void theResultDoesNotDependOnTheArrayEngine() throws IOException {
        SmoothEmbedder wide = new SmoothEmbedder("wide", 64, 1);
        Random random = new Random(3);
        float[] base = normalised(random, new float[64], 1);
        float[] opposite = new float[64];
        for (int i = 0; i < 64; i++) {
            opposite[i] = -base[i];
        }
        List<float[]> close = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            close.add(normalised(random, i % 2 == 0 ? base : opposite, 1e-4f));
        }
        EmbeddingFile.write(file, wide, close);
        Extremes expected = null;
        for (int seed = 0; seed < 10; seed++) {
            RoughEngine rough = new RoughEngine(seed);
            try (Gallery gallery = EmbeddingGallery.of("x", Files.readAllBytes(file), () -> rough)) {
                Extremes found = gallery.extremes(wide, base);
                if (expected != null) {
                    assertArrayEquals(expected.nearest(), found.nearest());
                    assertArrayEquals(expected.farthest(), found.farthest());
                    assertEquals(expected.nearestSimilarity(), found.nearestSimilarity());
                    assertEquals(expected.farthestSimilarity(), found.farthestSimilarity());
                }
                expected = found;
            }
        }
        for (float[] row : close) {
            assertTrue(Embedding.similarity(base, row) <= expected.nearestSimilarity() + 1e-12);
            assertTrue(Embedding.similarity(base, row) >= expected.farthestSimilarity() - 1e-12);
        }
    }

    private static float[] normalised(Random random, float[] middle, float spread) {
        float[] values = new float[middle.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = middle[i] + spread * (float) random.nextGaussian();
        }
        return Embedding.normalisedMean(List.of(values));
    }

    @Test
    void aSmallFileMayChangeWhileItIsOpen() throws IOException {
        try (Gallery gallery = Gallery.ofEmbeddings(file)) {
            Files.write(file, new byte[0]);
            assertExtremes(gallery.extremes(embedder, probe));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "mapped files cannot be truncated there")
    void aMappedFileThatIsTruncatedIsToldByName() throws IOException {
        SmoothEmbedder wide = new SmoothEmbedder("wide", 64, 1);
        float[] row = new float[64];
        row[0] = 1;
        EmbeddingFile.write(file, wide, Collections.nCopies(300, row));
        try (Gallery gallery = EmbeddingGallery.map(file, 1 << 20);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(20_000);
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> gallery.extremes(wide, row));
            assertTrue(e.getMessage().contains("gallery.embeddings was truncated"), e.getMessage());
        }
    }

    @Test
    void aFileInMemoryGivesTheSame() throws IOException {
        try (Gallery gallery = Gallery.ofEmbeddings(Map.of("first", Files.readAllBytes(file)))) {
            assertExtremes(gallery.extremes(embedder, probe));
        }
        byte[] cut = Arrays.copyOf(Files.readAllBytes(file), 5000);
        IOException e = assertThrows(EOFException.class, () -> Gallery.ofEmbeddings(Map.of("half a file", cut)));
        assertTrue(e.getMessage().contains("half a file"), e.getMessage());
        assertThrows(IOException.class, () -> Gallery.ofEmbeddings(Map.of("nothing", new byte[0])));
    }

    @Test
    void severalFilesServeOneRecogniserEach() throws IOException {
        Embedder other = TanhEmbedder.random("second", 7, 4, new Random(1));
        Path opposite = folder.resolve("opposite.embeddings");
        EmbeddingFile.write(opposite, other, List.of(Embedding.negated(probe)));
        try (Gallery gallery = Gallery.ofEmbeddings(List.of(file, opposite))) {
            assertExtremes(gallery.extremes(embedder, probe));
            assertEquals(-1, gallery.extremes(other, probe).nearestSimilarity(), 1e-5);
            Embedder third = TanhEmbedder.random("third", 7, 4, new Random(1));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> gallery.extremes(third, probe));
            assertTrue(
                    Stream.of("first", "second", "third")
                            .allMatch(name -> e.getMessage().contains(name)),
                    e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Gallery.ofEmbeddings(List.of(file, file)));
        assertThrows(IllegalArgumentException.class, () -> Gallery.ofEmbeddings(List.<Path>of()));
    }

    @Test
    void embeddingsOfAnotherModelAreRefusedByName() throws IOException {
        try (Gallery gallery = Gallery.ofEmbeddings(file)) {
            Embedder other = TanhEmbedder.random("second", 7, 4, new Random(1));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> gallery.extremes(other, probe));
            assertTrue(e.getMessage().contains("first") && e.getMessage().contains("second"), e.getMessage());

            Embedder wider = TanhEmbedder.random("first", 8, 4, new Random(1));
            assertThrows(IllegalArgumentException.class, () -> gallery.extremes(wider, probe));
            assertThrows(IllegalArgumentException.class, () -> gallery.extremes(embedder, new float[3]));
        }
    }

    @Test
    void aClosedGalleryIsNotSearched() throws IOException {
        Gallery gallery = Gallery.ofEmbeddings(file);
        gallery.close();
        gallery.close();

        assertThrows(IllegalStateException.class, () -> gallery.extremes(embedder, probe));
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {8, 30, EmbeddingHeader.BYTES, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThrows(EOFException.class, () -> Gallery.ofEmbeddings(file), length + " bytes");
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertThrows(IOException.class, () -> Gallery.ofEmbeddings(file));
        assertMessage("is not an embedding file", changed(bytes, 0, 'X'));
        assertMessage("has version 2", changed(bytes, 8, 2));
        assertMessage("corrupt", changed(bytes, 15, 0x7f));
        assertMessage("truncated", changed(bytes, 22, 0x7f));
        assertMessage("corrupt", changed(bytes, 23, 0x80));
        assertMessage("corrupt: a text", changed(bytes, 27, 0x7f));
        assertMessage("is not an embedding file", new byte[0]);
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        byte[] before = Files.readAllBytes(file);

        assertThrows(
                IllegalArgumentException.class,
                () -> EmbeddingFile.write(file, embedder, List.of(probe, new float[7])));
        assertThrows(IllegalArgumentException.class, () -> EmbeddingFile.write(file, embedder, List.of(new float[6])));
        assertThrows(IllegalArgumentException.class, () -> EmbeddingFile.write(file, embedder, List.of()));

        assertArrayEquals(before, Files.readAllBytes(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    private void assertExtremes(Extremes found) {
        float[] nearest = rows.get(0);
        float[] farthest = rows.get(0);
        for (float[] row : rows) {
            nearest = Embedding.similarity(probe, row) > Embedding.similarity(probe, nearest) ? row : nearest;
            farthest = Embedding.similarity(probe, row) < Embedding.similarity(probe, farthest) ? row : farthest;
        }
        assertArrayEquals(nearest, found.nearest());
        assertArrayEquals(farthest, found.farthest());
        assertEquals(Embedding.similarity(probe, nearest), found.nearestSimilarity(), 1e-9);
        assertEquals(Embedding.similarity(probe, farthest), found.farthestSimilarity(), 1e-9);
    }

    private void assertMessage(String part, byte[] content) throws IOException {
        Files.write(file, content);
        IOException e = assertThrows(IOException.class, () -> Gallery.ofEmbeddings(file));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static byte[] changed(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }

    private static float[] unit(Random random) {
        float[] values = new float[7];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            squares += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) Math.sqrt(squares);
        }
        return values;
    }
}
