package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoEmbedderTest {

    private static final Face FACE = FixedModels.face(20, 20, 35.2);

    @TempDir
    Path folder;

    private Path photos;
    private Path cache;
    private final CountingDetector detector = new CountingDetector("one");

    @BeforeEach
    void draw() throws IOException {
        photos = FaceFolders.strangers(folder.resolve("photos"), PhotoEmbedder.BATCH + 6);
        cache = folder.resolve("cache");
    }

    @Test
    void embedsTheAlignedFaceOfEveryPhotoInOrder() throws IOException {
        CountingEmbedder embedder = new CountingEmbedder("a");
        List<FacePhoto> all = PhotoFolders.distractors(photos);
        EmbeddedPhotos result = embedder(EmbeddingCache.NONE).embed(all, embedder);
        assertEquals(all.size(), result.embeddings().size());
        assertEquals(List.of(), result.leftOut());
        for (int i : new int[] {0, 5, PhotoEmbedder.BATCH + 5}) {
            LabelledEmbedding found = result.embeddings().get(i);
            assertEquals(all.get(i).identity(), found.identity());
            float[] expected = embedder.embed(FaceAligner.align(FaceFolders.photo(5000 + i, 0), FACE.landmarks()));
            assertArrayEquals(expected, found.embedding(), 1e-6f);
        }
    }

    @Test
    void aSecondRunNeitherDetectsNorEmbeds() throws IOException {
        List<FacePhoto> all = PhotoFolders.distractors(photos);
        EmbeddedPhotos first = embedder(EmbeddingCache.in(cache)).embed(all, new CountingEmbedder("a"));
        int detected = detector.photos.get();
        CountingEmbedder again = new CountingEmbedder("a");
        EmbeddedPhotos second = embedder(EmbeddingCache.in(cache)).embed(all, again);
        assertEquals(0, again.faces.get());
        assertEquals(detected, detector.photos.get());
        assertSame(first, second);
    }

    @Test
    void anInterruptedRunContinuesWhereItStopped() throws IOException {
        List<FacePhoto> all = PhotoFolders.distractors(photos);
        CountingEmbedder failing = new CountingEmbedder("a");
        failing.limit = PhotoEmbedder.BATCH;
        assertThrows(
                ModelException.class, () -> embedder(EmbeddingCache.in(cache)).embed(all, failing));
        CountingEmbedder resumed = new CountingEmbedder("a");
        EmbeddedPhotos result = embedder(EmbeddingCache.in(cache)).embed(all, resumed);
        assertEquals(6, resumed.faces.get());
        assertSame(embedder(EmbeddingCache.NONE).embed(all, new CountingEmbedder("a")), result);
    }

    @Test
    void otherModelsDetectorsAndContentsAreNotMixedUp() throws IOException {
        List<FacePhoto> all = PhotoFolders.distractors(photos);
        embedder(EmbeddingCache.in(cache)).embed(all, new CountingEmbedder("a"));
        CountingEmbedder other = new CountingEmbedder("b");
        embedder(EmbeddingCache.in(cache)).embed(all, other);
        assertEquals(all.size(), other.faces.get());

        CountingEmbedder otherDetector = new CountingEmbedder("a");
        new PhotoEmbedder(
                        new CountingDetector("two"),
                        FaceCrop.CENTRAL,
                        EmbeddingCache.in(cache),
                        EvaluationProgress.NONE)
                .embed(all, otherDetector);
        assertEquals(all.size(), otherDetector.faces.get());

        FaceFolders.write(FaceFolders.photo(9, 9), all.get(3).file());
        CountingEmbedder changed = new CountingEmbedder("a");
        embedder(EmbeddingCache.in(cache)).embed(all, changed);
        assertEquals(1, changed.faces.get());
    }

    @Test
    void aDamagedCacheFileIsComputedAnew() throws IOException {
        List<FacePhoto> all = PhotoFolders.distractors(photos);
        EmbeddedPhotos first = embedder(EmbeddingCache.in(cache)).embed(all, new CountingEmbedder("a"));
        List<Path> files;
        try (Stream<Path> tree = Files.walk(cache)) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        assertEquals(2, files.size());
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
        CountingEmbedder again = new CountingEmbedder("a");
        assertSame(first, embedder(EmbeddingCache.in(cache)).embed(all, again));
        assertEquals(all.size(), again.faces.get());
    }

    @Test
    void photosWithoutAFaceOrWithoutAPictureAreLeftOutAndNamed() throws IOException {
        Path broken = Files.writeString(photos.resolve("stranger-002.png"), "no picture");
        FaceFolders.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), photos.resolve("stranger-004.png"));
        List<FacePhoto> all = PhotoFolders.distractors(photos);
        for (int run = 0; run < 2; run++) {
            EmbeddedPhotos result = embedder(EmbeddingCache.in(cache)).embed(all, new CountingEmbedder("a"));
            assertEquals(List.of(all.get(2), all.get(4)), result.leftOut());
            assertEquals(all.size() - 2, result.embeddings().size());
        }
        assertEquals(broken, all.get(2).file());
    }

    @Test
    void publishedCropsAreTakenWholeWithoutADetector() throws IOException {
        AlignedFace face = FaceAligner.align(FaceFolders.photo(1, 1), FACE.landmarks());
        Path crops = Files.createDirectories(folder.resolve("crops"));
        FaceFolders.write(face.toPicture(), crops.resolve("1_1.png"));
        CountingEmbedder embedder = new CountingEmbedder("a");
        EmbeddedPhotos result = new PhotoEmbedder(
                        detector, FaceCrop.WHOLE, EmbeddingCache.NONE, EvaluationProgress.NONE)
                .embed(PhotoFolders.people(crops), embedder);
        assertArrayEquals(
                embedder.embed(AlignedFace.of(face.toPicture())),
                result.embeddings().get(0).embedding(),
                1e-5f);
        assertEquals(0, detector.photos.get());
    }

    private PhotoEmbedder embedder(EmbeddingCache cached) {
        return new PhotoEmbedder(detector, FaceCrop.CENTRAL, cached, EvaluationProgress.NONE);
    }

    private static void assertSame(EmbeddedPhotos expected, EmbeddedPhotos actual) {
        assertEquals(expected.leftOut(), actual.leftOut());
        assertEquals(expected.embeddings().size(), actual.embeddings().size());
        for (int i = 0; i < expected.embeddings().size(); i++) {
            assertEquals(
                    expected.embeddings().get(i).toString(),
                    actual.embeddings().get(i).toString());
            assertArrayEquals(
                    expected.embeddings().get(i).embedding(),
                    actual.embeddings().get(i).embedding());
        }
    }

    /** Finds the face in every picture that is large enough to hold it. */
    private static final class CountingDetector implements LandmarkDetector {

        final AtomicInteger photos = new AtomicInteger();
        private final String fingerprint;

        CountingDetector(String fingerprint) {
            this.fingerprint = fingerprint;
        }

        @Override
        public List<Face> detect(BufferedImage photo) {
            photos.incrementAndGet();
            return photo.getWidth() < 112 ? List.of() : List.of(FACE);
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public void close() {}
    }

    /** Counts the faces that it embeds, and fails beyond a limit. */
    private static final class CountingEmbedder extends ForwardingEmbedder {

        final AtomicInteger faces = new AtomicInteger();
        int limit = Integer.MAX_VALUE;

        CountingEmbedder(String name) {
            super(new SmoothEmbedder(name, 16, 3));
        }

        @Override
        public float[][] embed(List<AlignedFace> batch) {
            if (faces.addAndGet(batch.size()) > limit) {
                throw new ModelException("power cut");
            }
            return super.embed(batch);
        }
    }
}
