package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.image.PhotoLimits;
import io.facecloak.internal.image.LostChangeException;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a photo is true of the file that was written, and names the file and the real reason. */
class HonestOutcomesTest {

    private static final FaceModels MODELS = new FixedModels(List.of(FixedModels.face(20, 16, 40)), List.of());

    @TempDir
    Path folder;

    private static FaceCloak cloak() {
        return FaceCloak.of(
                FaultProcess.cloak(0), MODELS, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.LARGEST));
    }

    private Path jpeg(String name, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(FixedModels.picture(200, 160, 1), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    @Test
    void aPhotoWhoseCopyShowsNoChangeIsNotProtected() throws IOException {
        Path coarse = jpeg("coarse.jpg", 0.01f);
        Path target = folder.resolve("copy.jpg");
        LostChangeException refusal = assertThrows(LostChangeException.class, () -> cloak().apply(coarse, target));
        assertTrue(refusal.getMessage().startsWith(coarse + " is stored so coarsely"), refusal.getMessage());
        assertFalse(Files.exists(target));

        Path fine = jpeg("fine.jpg", 0.9f);
        cloak().apply(fine, target);
        BufferedImage before = new PhotoReader().read(fine).upright();
        BufferedImage after = new PhotoReader().read(target).upright();
        assertTrue(differ(before, after));
    }

    @Test
    void aFolderWithSuchAPhotoTellsSoAndGoesOn() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.move(jpeg("a.jpg", 0.01f), photos.resolve("a.jpg"));
        Files.move(jpeg("b.jpg", 0.9f), photos.resolve("b.jpg"));
        List<PhotoOutcome> outcomes = new ArrayList<>();
        cloak().folders().run(FolderProtection.plan(photos, folder.resolve("protected")), outcomes::add);
        assertEquals(2, outcomes.size());
        for (PhotoOutcome outcome : outcomes) {
            assertEquals(
                    outcome.source().endsWith("a.jpg") ? PhotoOutcome.Status.FAILED : PhotoOutcome.Status.PROTECTED,
                    outcome.status());
        }
    }

    private static boolean differ(BufferedImage one, BufferedImage other) {
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (one.getRGB(x, y) != other.getRGB(x, y)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aSoundPhotoThatIsTooLargeForTheMemoryIsNotCalledCorrupt() throws Exception {
        Path large = folder.resolve("large.png");
        Files.write(large, TestPictures.encoded(new BufferedImage(4000, 4000, BufferedImage.TYPE_3BYTE_BGR), "png"));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HonestOutcomesTest.class.getName(),
                        large.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(240, TimeUnit.SECONDS));
        String told = Files.readString(log);
        assertTrue(told.contains("PhotoMemoryException: " + large + " is too large for the memory at hand"), told);
        assertTrue(told.contains("-Xmx"), told);
        assertFalse(told.contains("corrupt"), told);
    }

    /** Reads a photo with the memory that this process has. */
    public static void main(String[] arguments) {
        try {
            new PhotoReader().read(Path.of(arguments[0]));
        } catch (IOException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** One byte after the other, and every few bytes the end. */
    @ParameterizedTest
    @ValueSource(strings = {"tiff", "png", "bmp", "gif", "jpeg"})
    void damagedFilesAreNamed(String format) throws IOException {
        byte[] sound = TestPictures.encoded(FixedModels.picture(12, 10, 1), format);
        PhotoReader reader = new PhotoReader(new PhotoLimits(100_000, 1 << 20));
        int refused = 0;
        for (int i = 0; i < sound.length; i++) {
            byte[] flipped = sound.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            byte[] shortened = Arrays.copyOf(sound, i);
            for (byte[] damaged : List.of(flipped, shortened)) {
                try {
                    reader.read(new ByteArrayInputStream(damaged), "holiday." + format);
                } catch (IOException e) {
                    refused++;
                    assertTrue(e.getMessage().contains("holiday." + format), e.getMessage());
                }
            }
        }
        assertTrue(refused > sound.length / 4, refused + " of " + 2 * sound.length);
    }

    @Test
    void anInterruptIsToldInWords() throws IOException {
        Path photo = jpeg("photo.jpg", 0.9f);
        Path target = folder.resolve("copy.jpg");
        List<Executable> works = List.of(
                () -> cloak().apply(photo, target),
                () -> cloak().save(folder.resolve("me.cloak")),
                () -> AtomicFile.write(target, new byte[10], false));
        for (Executable work : works) {
            Thread.currentThread().interrupt();
            InterruptedIOException told;
            try {
                told = assertThrows(InterruptedIOException.class, work);
            } finally {
                assertTrue(Thread.interrupted(), "the interrupt was lost");
            }
            assertTrue(told.getMessage().contains(folder.toString()), told.getMessage());
            assertTrue(told.getMessage().contains("try again"), told.getMessage());
        }
        assertFalse(Files.exists(target));
        cloak().apply(photo, target);
        assertTrue(Files.exists(target));
    }
}
