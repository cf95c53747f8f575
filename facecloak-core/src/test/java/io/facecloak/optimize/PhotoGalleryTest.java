package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.optimize.Gallery.Extremes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoGalleryTest {

    /** Sees a face, where the template puts it, in every photo that is not black. */
    private static final class BrightnessDetector implements LandmarkDetector {

        private int calls;

        @Override
        public List<Face> detect(BufferedImage photo) {
            calls++;
            boolean black = (photo.getRGB(56, 56) & 0xffffff) == 0;
            return black ? List.of() : List.of(new Face(new Box(20, 20, 90, 110), FaceAligner.TEMPLATE, 1));
        }

        @Override
        public void close() {}
    }

    private final BrightnessDetector detector = new BrightnessDetector();
    private final Embedder embedder = TanhEmbedder.random("first", 8, AlignedFace.SIZE, new Random(1));
    private final float[] probe = embedder.embed(AlignedFace.of(picture(Color.RED)));

    @TempDir
    private Path folder;

    @BeforeEach
    void fillTheFolder() throws IOException {
        Files.createDirectories(folder.resolve("below/deeper"));
        write("orange.png", Color.ORANGE);
        write("below/blue.png", Color.BLUE);
        write("below/deeper/green.png", Color.GREEN);
        write("below/nobody.png", Color.BLACK);
        Files.writeString(folder.resolve("notes.txt"), "no photo");
        byte[] whole = Files.readAllBytes(folder.resolve("orange.png"));
        Files.write(folder.resolve("torn.png"), Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void theExtremesAreThoseOfTheUsablePhotos() throws IOException {
        try (Gallery gallery = Gallery.ofPhotos(folder, detector)) {
            Extremes extremes = gallery.extremes(embedder, probe);

            float[][] all = embedder.embed(List.of(
                    AlignedFace.of(picture(Color.ORANGE)),
                    AlignedFace.of(picture(Color.BLUE)),
                    AlignedFace.of(picture(Color.GREEN))));
            float[] nearest = all[0];
            float[] farthest = all[0];
            for (float[] e : all) {
                nearest = Embedding.similarity(probe, e) > Embedding.similarity(probe, nearest) ? e : nearest;
                farthest = Embedding.similarity(probe, e) < Embedding.similarity(probe, farthest) ? e : farthest;
            }
            assertArrayEquals(nearest, extremes.nearest(), 1e-5f);
            assertArrayEquals(farthest, extremes.farthest(), 1e-5f);
        }
    }

    @Test
    void photosAreReadOncePerEmbedderAndSearchedForFacesOnce() throws IOException {
        int[] reads = {0};
        PhotoLoader counting = file -> {
            reads[0]++;
            return PhotoLoader.PHOTO_READER.load(file);
        };
        try (Gallery gallery = new PhotoGallery(folder, detector, counting)) {
            gallery.extremes(embedder, probe);
            gallery.extremes(embedder, probe);
            assertEquals(6, reads[0], "all files");
            assertEquals(4, detector.calls, "all photos");

            Embedder second = TanhEmbedder.random("second", 8, AlignedFace.SIZE, new Random(2));
            gallery.extremes(second, probe);
            assertEquals(9, reads[0], "the usable photos again");
            assertEquals(4, detector.calls, "no detection again");
        }
    }

    @Test
    void aFolderWithoutFacesAndAMissingFolderAreErrors() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (Gallery gallery = Gallery.ofPhotos(empty, detector)) {
            assertThrows(IllegalStateException.class, () -> gallery.extremes(embedder, probe));
        }
        assertThrows(NoSuchFileException.class, () -> Gallery.ofPhotos(folder.resolve("none"), detector));
    }

    @Test
    void aClosedGalleryIsNotSearched() throws IOException {
        Gallery gallery = Gallery.ofPhotos(folder, detector);
        gallery.close();
        gallery.close();

        assertThrows(IllegalStateException.class, () -> gallery.extremes(embedder, probe));
    }

    private void write(String name, Color color) throws IOException {
        ImageIO.write(picture(color), "png", folder.resolve(name).toFile());
    }

    private static BufferedImage picture(Color color) {
        BufferedImage picture = new BufferedImage(AlignedFace.SIZE, AlignedFace.SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.dispose();
        return picture;
    }
}
