package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lossy WebP becomes JPEG, known from the heads of its chunks. */
class WebpWritingTest {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    @TempDir
    private Path folder;

    private Optional<PhotoFormat> expected(byte[] file) throws IOException {
        return new PhotoWriter().expectedFormat(Files.write(folder.resolve("photo"), file));
    }

    @Test
    void whatItBecomesIsToldBeforeItIsRead() throws IOException {
        int jpegs = 0;
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            Photo photo = Photos.read(variant.file());
            PhotoFormat written = new PhotoWriter().formatOf(photo);
            assertEquals(Optional.of(written), expected(variant.file()), variant.format() + " " + variant.name());
            jpegs += variant.format() == PhotoFormat.WEBP && written == PhotoFormat.JPEG ? 1 : 0;
        }
        assertEquals(1, jpegs);
        byte[] described = TestPhotos.lossyWebp(new byte[9001], TestPhotos.longExif(6, 5), TestPhotos.longXmp(5));
        assertEquals(
                Optional.of(PhotoFormat.JPEG), expected(described), "behind a profile longer than what is sniffed");
        assertEquals(Optional.empty(), expected("text".getBytes(StandardCharsets.UTF_8)));
    }

    /** A name that ends in .png is kept to, for what has to become another format anyway; JPEG files stay what they are. */
    @Test
    void targetsNamedPngHoldPng() throws IOException {
        Photo photo = Photos.read(
                TestPhotos.lossyWebp(TestPhotos.wideGamut(), TestPhotos.longExif(6, 5), TestPhotos.longXmp(5)));
        for (Photo each : List.of(photo, Photos.changed(photo))) {
            Path target = folder.resolve("copy-" + each.changed() + ".png");
            new PhotoWriter().named(target).write(each, target, false);
            assertEquals(Optional.of(PhotoFormat.PNG), PhotoFormat.of(target));
            Photo written = Photos.read(Files.readAllBytes(target));
            assertEquals(each.upright().getWidth(), written.upright().getWidth());
            assertEquals(each.upright().getRGB(3, 5), written.upright().getRGB(3, 5), "without loss");
        }
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            PhotoFormat named =
                    new PhotoWriter().named(folder.resolve("any.PNG")).formatOf(Photos.read(variant.file()));
            boolean stays =
                    Set.of(PhotoFormat.JPEG, PhotoFormat.TIFF, PhotoFormat.BMP).contains(variant.format());
            assertEquals(
                    stays ? new PhotoWriter().formatOf(Photos.read(variant.file())) : PhotoFormat.PNG,
                    named,
                    variant.name());
        }
    }

    @Test
    void damagedFilesAreExpectedToBecomeSomething() throws IOException {
        byte[] whole = TestPhotos.lossyWebp(new byte[20], TestPhotos.longExif(6, 5), TestPhotos.longXmp(5));
        for (int length = 12; length < whole.length; length += 3) {
            assertTrue(expected(Arrays.copyOf(whole, length)).isPresent());
        }
        Arrays.fill(whole, 16, 20, (byte) 0xff);
        assertEquals(Optional.of(PhotoFormat.PNG), expected(whole), "a chunk of four gigabytes");
    }

    @Test
    void metadataAndOrientationStay() throws IOException {
        byte[] icc = TestPhotos.wideGamut();
        Photo photo = Photos.read(TestPhotos.lossyWebp(icc, TestPhotos.longExif(6, 5), TestPhotos.longXmp(5)));
        PhotoWriter writer = new PhotoWriter();
        assertEquals(Set.of(), writer.notes(photo));
        for (Photo each : List.of(photo, Photos.changed(photo))) {
            Photo written = Photos.read(writer.encode(each));
            assertEquals(PhotoFormat.JPEG, written.format());
            assertEquals(Orientation.ROTATE_RIGHT, written.orientation());
            assertEquals(List.of("orientation", "EXIF", "XMP", "ICC"), TestPhotos.metadata(written));
            assertEquals(List.of(), Photos.differences(each.upright(), written.upright(), 12));
        }
        assertEquals(RewrittenPixels.ALL, writer.write(photo, folder.resolve("copy.jpg"), false), "rounded once more");
    }

    /** Of what is too long for JPEG, nothing is left out silently, and the photo does not lie on its side. */
    @Test
    void whatJpegHasNoRoomForIsTold() throws IOException {
        PhotoWriter writer = new PhotoWriter();
        for (PhotoFormat target : List.of(PhotoFormat.JPEG, PhotoFormat.PNG)) {
            Photo photo = Photos.read(
                    target == PhotoFormat.JPEG
                            ? TestPhotos.lossyWebp(
                                    TestPhotos.wideGamut(), TestPhotos.longExif(6, 70_000), TestPhotos.longXmp(70_000))
                            : WebpEncoder.encode(
                                    TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB),
                                    TestPhotos.wideGamut(),
                                    TestPhotos.longExif(6, 70_000),
                                    TestPhotos.longXmp(70_000)));
            boolean jpeg = target == PhotoFormat.JPEG;
            Set<PhotoNote> lost = Set.of(PhotoNote.EXIF_TOO_LONG, PhotoNote.XMP_TOO_LONG, PhotoNote.TURNED);
            assertEquals(jpeg ? lost : Set.of(), writer.notes(photo), target.toString());
            for (Photo each : List.of(photo, Photos.changed(photo))) {
                Photo written = Photos.read(writer.encode(each));
                assertEquals(target, written.format());
                assertEquals(HEIGHT, written.upright().getWidth());
                assertEquals(jpeg ? Orientation.NORMAL : Orientation.ROTATE_RIGHT, written.orientation());
                if (jpeg) {
                    assertEquals(List.of("ICC"), TestPhotos.metadata(written));
                }
            }
            Photo marked = Photos.read(new PhotoWriter(MetadataPolicy.SHARING, true).encode(Photos.changed(photo)));
            assertTrue(marked.isMarked());
        }
    }
}
