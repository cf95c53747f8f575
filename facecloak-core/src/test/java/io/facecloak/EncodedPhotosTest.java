package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.AlreadyCloakedException;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.NoFaceException;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.image.TestPhotos;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.mask.CloakFormatException;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes, streams and files come out alike, and honour every option alike. */
class EncodedPhotosTest {

    private static final BufferedImage PICTURE = FixedModels.picture(320, 280, 4);
    private static final Face FACE = FixedModels.face(90, 60, 120);
    private static final ProtectionOptions ALL = ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL);

    @TempDir
    private Path folder;

    private static FaceCloak cloak(ProtectionOptions options, Face... faces) {
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, 12 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        FaceModels models = new FixedModels(List.of(faces), List.of(new SmoothEmbedder("smooth", 32, 7)));
        return FaceCloak.of(new CloakMask(delta, info, List.of()), models, options);
    }

    private static byte[] jpeg() throws IOException {
        return TestPictures.jpeg(PICTURE, 0.9f, false);
    }

    private static byte[] png() throws IOException {
        return TestPictures.encoded(PICTURE, "png");
    }

    private static byte[] stream(FaceCloak cloak, byte[] photo) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cloak.apply(new ByteArrayInputStream(photo), out);
        return out.toByteArray();
    }

    private byte[] file(FaceCloak cloak, byte[] photo) throws IOException {
        Path source = Files.write(folder.resolve("source"), photo);
        Path target = folder.resolve("target");
        cloak.apply(source, target, true);
        return Files.readAllBytes(target);
    }

    @Test
    void bytesStreamsAndFilesComeOutAlike() throws IOException {
        for (byte[] photo : List.of(jpeg(), png(), TestPictures.encoded(PICTURE, "bmp"))) {
            for (ProtectionOptions options : List.of(
                    ALL,
                    ALL.withMark(true),
                    ALL.withKeepBlocks(false),
                    ALL.withMetadata(MetadataPolicy.STRIP),
                    ALL.withMetadata(MetadataPolicy.KEEP).withMark(true))) {
                FaceCloak cloak = cloak(options, FACE);
                byte[] copy = cloak.apply(photo);
                assertFalse(Arrays.equals(photo, copy));
                assertArrayEquals(copy, stream(cloak, photo), options.toString());
                assertArrayEquals(copy, file(cloak, photo), options.toString());
            }
        }
    }

    @Test
    void theOutcomeTellsFacesFormatAndWhatWasRewritten() throws IOException {
        FaceCloak cloak = cloak(ALL, FACE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Protection<byte[]> bytes = cloak.protect(jpeg());
        Protection<ByteArrayOutputStream> stream = cloak.protect(new ByteArrayInputStream(png()), out);
        Protection<Path> file = cloak.protect(Files.write(folder.resolve("in.jpg"), jpeg()), folder.resolve("out.jpg"));

        assertEquals(Optional.of(PhotoFormat.JPEG), bytes.format());
        assertEquals(Optional.of(RewrittenPixels.CHANGED_BLOCKS), bytes.rewritten());
        assertEquals(Status.PROTECTED, bytes.status());
        assertEquals(1, bytes.cloaked());
        assertSame(out, stream.photo());
        assertEquals(Optional.of(PhotoFormat.PNG), stream.format());
        assertEquals(Optional.of(RewrittenPixels.ALL), stream.rewritten());
        assertEquals(folder.resolve("out.jpg"), file.photo());
        assertEquals(bytes.faces(), file.faces());
        assertEquals(Set.of(), bytes.notes());
        assertTrue(bytes.written() && stream.written() && file.written());
    }

    @Test
    void withoutACloakedFaceTheOptionsDecide() throws IOException {
        FaceCloak copying = cloak(ALL);
        FaceCloak silent = cloak(ALL.withCopyUnprotected(false));
        FaceCloak strict = cloak(ALL.withRequireFace(true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertArrayEquals(png(), copying.apply(png()));
        Protection<byte[]> none = silent.protect(png());
        assertEquals(0, none.photo().length);
        assertFalse(none.written());
        assertEquals(Status.NO_FACE, none.status());
        assertFalse(silent.protect(new ByteArrayInputStream(png()), out).written());
        assertEquals(0, out.size());
        Path target = folder.resolve("none.png");
        assertFalse(silent.protect(Files.write(folder.resolve("a.png"), png()), target)
                .written());
        assertFalse(Files.exists(target));
        NoFaceException refused = assertThrows(NoFaceException.class, () -> silent.apply(png()));
        assertTrue(refused.getMessage().contains("copyUnprotected"), refused.getMessage());
        assertThrows(NoFaceException.class, () -> silent.apply(new ByteArrayInputStream(png()), out));
        assertThrows(NoFaceException.class, () -> strict.apply(png()));
        assertThrows(NoFaceException.class, () -> strict.apply(new ByteArrayInputStream(png()), out));
        assertEquals(0, out.size());
    }

    @Test
    void whatCannotBeReadIsRefusedAndNothingIsWritten() throws IOException {
        FaceCloak cloak = cloak(ALL.withMark(true), FACE);
        FaceCloak small = cloak(ALL.withLimits(new PhotoLimits(100, 1 << 20)), FACE);
        byte[] marked = cloak.apply(png());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThrows(NoPhotoException.class, () -> cloak.apply("text".getBytes(StandardCharsets.UTF_8)));
        assertThrows(NoPhotoException.class, () -> cloak.apply(new byte[0]));
        assertThrows(AlreadyCloakedException.class, () -> cloak.apply(marked));
        PhotoFormatException large = assertThrows(PhotoFormatException.class, () -> small.apply(png()));
        assertTrue(large.getMessage().contains("the photo has 320 x 280"), large.getMessage());
        byte[] half = Arrays.copyOf(jpeg(), 2000);
        assertThrows(PhotoFormatException.class, () -> cloak.apply(new ByteArrayInputStream(half), out));
        assertEquals(0, out.size());
        assertThrows(NullPointerException.class, () -> cloak.apply((byte[]) null));
        assertThrows(NullPointerException.class, () -> cloak.apply(new ByteArrayInputStream(half), null));
    }

    @Test
    void streamsStayOpen() throws IOException {
        List<String> closed = new ArrayList<>();
        InputStream in = new FilterInputStream(new ByteArrayInputStream(png())) {
            @Override
            public void close() {
                closed.add("in");
            }
        };
        OutputStream out = new FilterOutputStream(new ByteArrayOutputStream()) {
            @Override
            public void close() {
                closed.add("out");
            }
        };

        cloak(ALL, FACE).apply(in, out);

        assertEquals(List.of(), closed);
    }

    @Test
    void aCloakGoesThroughStreams() throws IOException {
        FaceCloak cloak = cloak(ALL, FACE);
        FaceModels models = new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("smooth", 32, 7)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cloak.save(out);

        FaceCloak loaded = FaceCloak.load(new ByteArrayInputStream(out.toByteArray()), models, ALL);

        assertEquals(cloak.mask(), loaded.mask());
        assertArrayEquals(cloak.apply(png()), loaded.apply(png()));
        byte[] damaged = out.toByteArray();
        damaged[100] ^= 1;
        CloakFormatException refused = assertThrows(
                CloakFormatException.class, () -> FaceCloak.load(new ByteArrayInputStream(damaged), models, ALL));
        assertTrue(refused.getMessage().contains("the cloak is corrupt"), refused.getMessage());
    }

    @Test
    void aNameThatContradictsTheFormatIsRefused() throws IOException {
        FaceCloak cloak = cloak(ALL, FACE);
        Path source = Files.write(folder.resolve("me.jpg"), jpeg());
        for (String name : List.of("me.png.webp", "me.tiff", "me.PNG", "me.bmp")) {
            Path target = folder.resolve("out-" + name);
            FileSystemException refused =
                    assertThrows(FileSystemException.class, () -> cloak.apply(source, target), name);
            assertTrue(
                    refused.getMessage().contains("JPEG")
                            && refused.getMessage().contains(".jpg"),
                    refused::getMessage);
            assertFalse(Files.exists(target));
        }
        for (String name : List.of("me.jpeg", "me.JPG", "me", "me.upload", "me.jfif")) {
            cloak.apply(source, folder.resolve("fits-" + name));
        }
        Path gif = Files.write(folder.resolve("a.gif"), TestPictures.encoded(PICTURE, "gif"));
        cloak.apply(gif, folder.resolve("a.png"));
        assertThrows(FileSystemException.class, () -> cloak.apply(gif, folder.resolve("copy.gif")));
    }

    /** What a JPEG file has no room for, a PNG file has. */
    @Test
    void notesAreOfTheFileThatIsWritten() throws IOException {
        byte[] webp =
                TestPhotos.lossyWebp(TestPhotos.wideGamut(), TestPhotos.longExif(1, 70_000), TestPhotos.longXmp(5));
        Path source = Files.write(folder.resolve("a.webp"), webp);
        FaceCloak cloak = cloak(ALL.withMetadata(MetadataPolicy.KEEP), FixedModels.face(10, 5, 40));

        Protection<Path> jpeg = cloak.protect(source, folder.resolve("a.jpg"));
        Protection<Path> png = cloak.protect(source, folder.resolve("a.png"));

        assertEquals(Set.of(PhotoNote.EXIF_TOO_LONG), jpeg.notes());
        assertEquals(Optional.of(PhotoFormat.PNG), png.format());
        assertEquals(Set.of(), png.notes());
    }

    @Test
    void foldersRunOnTheExecutorOfTheCaller() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        for (int i = 0; i < 5; i++) {
            Files.write(originals.resolve(i + ".png"), png());
        }
        Set<String> threads = ConcurrentHashMap.newKeySet();
        ExecutorService pool = Executors.newFixedThreadPool(2, task -> new Thread(task, "mine"));
        try {
            int done = cloak(ALL, FACE)
                    .folders()
                    .withThreads(2)
                    .withExecutor(task -> pool.execute(() -> {
                        threads.add(Thread.currentThread().getName());
                        task.run();
                    }))
                    .run(FolderProtection.plan(originals, folder.resolve("pool")), outcome -> {})
                    .count(Status.PROTECTED);
            assertEquals(5, done);
            assertEquals(Set.of("mine"), threads);
        } finally {
            pool.shutdown();
        }
        // The caller's own thread does, too.
        assertEquals(
                5,
                cloak(ALL, FACE)
                        .folders()
                        .withThreads(3)
                        .withExecutor(Runnable::run)
                        .run(FolderProtection.plan(originals, folder.resolve("direct")), outcome -> {})
                        .count(Status.PROTECTED));
    }

    @Test
    void optionsAndCloaksSayWhatTheyAre() {
        assertEquals("ProtectionOptions[default]", ProtectionOptions.DEFAULT.toString());
        assertEquals(
                "ProtectionOptions[facePolicy=ALL, mark=true]",
                ALL.withMark(true).toString());
        assertEquals(ALL.withMark(true).withMark(false), ALL);
        assertTrue(cloak(ALL, FACE).toString().contains("facePolicy=ALL"));
    }
}
