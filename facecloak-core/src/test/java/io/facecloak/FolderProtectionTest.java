package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.apply.FakeModels;
import io.facecloak.internal.apply.FolderSettings;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.optimize.Refinement;
import io.facecloak.testing.SmoothEmbedder;
import io.facecloak.transform.AlignmentJitter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderProtectionTest {

    private static final int SIZE = 64;
    private static final Face FACE = FakeModels.face(32, 32, 40, 0);

    @TempDir
    Path temporary;

    private Path originals() throws IOException {
        return Files.createDirectories(temporary.resolve("originals"));
    }

    private Path output() {
        return temporary.resolve("protected");
    }

    private Path photo(String name, String format, long seed) throws IOException {
        Path file = originals().resolve(name);
        Files.createDirectories(file.getParent());
        int type = format.equals("gif") ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_3BYTE_BGR;
        return Files.write(file, TestPictures.encoded(TestPictures.random(SIZE, SIZE, type, seed), format));
    }

    private static FolderProtection folders(Function<BufferedImage, List<Face>> detector) {
        return folders(ProtectionOptions.DEFAULT, detector);
    }

    private static FolderProtection folders(ProtectionOptions options, Function<BufferedImage, List<Face>> detector) {
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, 12 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        LandmarkDetector finding = new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return detector.apply(photo);
            }

            @Override
            public void close() {}
        };
        List<Embedder> recognisers =
                options.refinement().isPresent() ? List.of(new SmoothEmbedder("smooth", 32, 7)) : List.of();
        return new FolderProtection(FolderSettings.of(
                new PhotoProtector(new CloakMask(delta, info, List.of()), finding, recognisers, options)));
    }

    private static FolderProtection folders() {
        return folders(photo -> List.of(FACE));
    }

    private List<PhotoOutcome> run(FolderProtection folders) throws IOException {
        List<PhotoOutcome> outcomes = new ArrayList<>();
        FolderSummary summary = folders.run(FolderProtection.plan(originals(), output()), outcomes::add);
        assertEquals(outcomes.size(), summary.total());
        return outcomes;
    }

    private static Map<String, Status> statuses(List<PhotoOutcome> outcomes) {
        Map<String, Status> statuses = new TreeMap<>();
        outcomes.forEach(outcome -> statuses.put(outcome.source().getFileName().toString(), outcome.status()));
        return statuses;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyPhotoOfATreeGetsAProtectedCopyUnderItsOwnName() throws IOException {
        Path first = photo("a.png", "png", 1);
        photo("2026/b.jpg", "jpg", 2);
        photo("2026/summer/c.gif", "gif", 3);
        photo(".trash/d.png", "png", 4);
        photo("._a.png", "png", 5);
        byte[] original = Files.readAllBytes(first);

        List<PhotoOutcome> outcomes = run(folders());

        assertEquals(
                Map.of("a.png", Status.PROTECTED, "b.jpg", Status.PROTECTED, "c.gif", Status.PROTECTED),
                statuses(outcomes));
        assertEquals(List.of("2026/b.jpg", "2026/summer/c.gif.png", "a.png"), files(output()));
        assertArrayEquals(original, Files.readAllBytes(first));
        for (PhotoOutcome outcome : outcomes) {
            assertEquals(1, outcome.cloaked());
            boolean jpeg = outcome.source().toString().endsWith("jpg");
            assertEquals(
                    jpeg ? RewrittenPixels.CHANGED_BLOCKS : RewrittenPixels.ALL,
                    outcome.rewritten().orElseThrow());
            BufferedImage before = new PhotoReader().read(outcome.source()).upright();
            BufferedImage after = new PhotoReader().read(outcome.target()).upright();
            assertTrue(before.getRGB(32, 32) != after.getRGB(32, 32), outcome.toString());
        }
    }

    private Path webp(String name, String picture) throws IOException {
        try (InputStream in = FolderProtectionTest.class.getResourceAsStream("/photos/" + picture + ".webp")) {
            return Files.write(originals().resolve(name), in.readAllBytes());
        }
    }

    /** The name is known before the photo is read, so that a copy which exists is found again. */
    @Test
    void webpIsNamedAfterWhatItBecomes() throws IOException {
        webp("a.webp", "lossy");
        webp("b.webp", "lossy_alpha");
        webp("c.jpg", "lossy");
        AtomicInteger searched = new AtomicInteger();
        FolderProtection folders = folders(photo -> {
            searched.incrementAndGet();
            return List.of(FakeModels.face(32, 24, 30, 0));
        });

        List<PhotoOutcome> first = run(folders);

        assertEquals(
                Map.of("a.webp", Status.PROTECTED, "b.webp", Status.PROTECTED, "c.jpg", Status.PROTECTED),
                statuses(first));
        assertEquals(List.of("a.webp.jpg", "b.webp.png", "c.jpg"), files(output()));
        for (PhotoOutcome outcome : first) {
            boolean png = outcome.target().toString().endsWith("png");
            assertEquals(
                    png ? PhotoFormat.PNG : PhotoFormat.JPEG,
                    PhotoFormat.of(outcome.target()).orElseThrow());
        }
        int once = searched.get();
        assertEquals(
                Set.of(Status.EXISTING), new HashSet<>(statuses(run(folders)).values()));
        assertEquals(once, searched.get());
        byte[] before = Files.readAllBytes(output().resolve("a.webp.jpg"));
        Files.writeString(output().resolve("a.webp.jpg"), "old");
        assertEquals(
                Set.of(Status.PROTECTED),
                new HashSet<>(statuses(run(folders.withOverwrite(true))).values()));
        assertArrayEquals(before, Files.readAllBytes(output().resolve("a.webp.jpg")));
    }

    @Test
    void twoPhotosNeverShareTheNameOfAConvertedOne() throws IOException {
        webp("a.webp", "lossy");
        photo("a.webp.jpg", "jpg", 1);
        assertEquals(
                Map.of("a.webp", Status.PROTECTED, "a.webp.jpg", Status.FAILED),
                statuses(run(folders(photo -> List.of(FakeModels.face(32, 24, 30, 0))))));
        assertEquals(List.of("a.webp.jpg"), files(output()));
    }

    @Test
    void oneBadPhotoNeverStopsTheOthersAndIsReported() throws IOException {
        photo("1.png", "png", 1);
        Files.write(originals().resolve("2.png"), Arrays.copyOf(Files.readAllBytes(photo("2.png", "png", 2)), 700));
        Files.writeString(originals().resolve("3.jpg"), "<html>404 Not Found</html>");
        Files.createFile(originals().resolve("4.png"));
        photo("5.png", "png", 5);
        Files.writeString(originals().resolve("6.json"), "{}");

        List<PhotoOutcome> outcomes = run(folders());

        assertEquals(
                List.of(
                        Status.PROTECTED,
                        Status.FAILED,
                        Status.FAILED,
                        Status.FAILED,
                        Status.PROTECTED,
                        Status.NO_PHOTO),
                outcomes.stream().map(PhotoOutcome::status).toList());
        assertEquals(List.of("1.png", "5.png"), files(output()));
        assertTrue(
                outcomes.get(1).problem().contains("2.png is truncated"),
                outcomes.get(1).problem());
        assertTrue(outcomes.get(2).problem().contains("text"), outcomes.get(2).problem());
        assertTrue(
                outcomes.get(3).problem().contains("0 bytes"), outcomes.get(3).problem());
        assertTrue(outcomes.get(5).problem().contains("6.json"), outcomes.get(5).problem());
    }

    @Test
    void failuresOfEveryKindStayWithTheirPhoto() throws IOException {
        for (int i = 0; i < 5; i++) {
            photo(i + ".png", "png", i);
        }
        AtomicInteger searched = new AtomicInteger();
        FolderProtection folders = folders(photo -> switch (searched.getAndIncrement()) {
            case 1 -> throw new ModelException("the detector failed");
            case 2 -> throw new OutOfMemoryError("Java heap space");
            case 3 -> throw new IllegalStateException("the models were closed");
            default -> List.of(FACE);
        });

        List<PhotoOutcome> outcomes = run(folders);

        assertEquals(
                List.of(Status.PROTECTED, Status.FAILED, Status.FAILED, Status.FAILED, Status.PROTECTED),
                outcomes.stream().map(PhotoOutcome::status).toList());
        assertTrue(
                outcomes.get(1).problem().matches(".*1\\.png: the detector failed"),
                outcomes.get(1).problem());
        assertTrue(outcomes.get(2).problem().contains("memory"), outcomes.get(2).problem());
        assertEquals(List.of("0.png", "4.png"), files(output()));
    }

    @Test
    void aMissingPhotoIsNamed() {
        List<PhotoOutcome> outcomes = new ArrayList<>();
        Path missing = temporary.resolve("missing.png");

        FolderSummary summary =
                folders().run(List.of(new PhotoJob(missing, output().resolve("missing.png"))), outcomes::add);

        assertEquals(missing + " does not exist", outcomes.get(0).problem());
        assertFalse(summary.complete());
        assertThrows(IOException.class, () -> FolderProtection.plan(missing, output()));
    }

    @Test
    void aPhotoWithoutFaceIsReportedAndNotCopied() throws IOException {
        photo("landscape.png", "png", 1);
        List<PhotoOutcome> outcomes = new ArrayList<>();

        FolderSummary summary =
                folders(picture -> List.of()).run(FolderProtection.plan(originals(), output()), outcomes::add);

        assertEquals(Status.NO_FACE, outcomes.get(0).status());
        assertEquals(Optional.empty(), outcomes.get(0).rewritten());
        assertFalse(Files.exists(output()), "not even the folder");
        assertEquals(1, summary.needingLook());
        assertFalse(summary.complete());
        assertEquals(Map.of("landscape.png", Status.PROTECTED), statuses(run(folders())), "it is searched again");
    }

    @Test
    void moreFacesThanAreLookedAtNeedALook() throws IOException {
        photo("crowd.png", "png", 1);
        List<PhotoOutcome> outcomes = new ArrayList<>();
        Face small = FakeModels.face(20, 20, 30, 0);

        FolderSummary summary = folders(
                        ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL).withMaxFaces(1),
                        picture -> List.of(FACE, small, small))
                .run(FolderProtection.plan(originals(), output()), outcomes::add);

        assertEquals(Status.PROTECTED, outcomes.get(0).status());
        assertEquals(2, outcomes.get(0).tooMany());
        assertEquals(1, summary.needingLook());
        assertFalse(summary.complete());
    }

    @Test
    void aPhotoWithoutFaceIsCopiedOnRequest() throws IOException {
        Path photo = photo("landscape.png", "png", 1);

        PhotoOutcome outcome =
                run(folders(picture -> List.of()).withCopyUnprotected(true)).get(0);

        assertEquals(Status.NO_FACE, outcome.status());
        assertTrue(outcome.rewritten().isPresent());
        assertTrue(outcome.needsLook());
        assertArrayEquals(
                TestPictures.samples(new PhotoReader().read(photo).upright()),
                TestPictures.samples(new PhotoReader().read(outcome.target()).upright()));
    }

    @Test
    void aSecondRunDoesOnlyWhatIsMissing() throws IOException {
        photo("a.png", "png", 1);
        photo("b.gif", "gif", 2);
        run(folders());
        byte[] copy = Files.readAllBytes(output().resolve("a.png"));
        photo("c.png", "png", 3);
        AtomicInteger searched = new AtomicInteger();
        FolderProtection counting = folders(photo -> {
            searched.incrementAndGet();
            return List.of(FACE);
        });

        assertEquals(
                Map.of("a.png", Status.EXISTING, "b.gif", Status.EXISTING, "c.png", Status.PROTECTED),
                statuses(run(counting)));
        assertEquals(1, searched.get());
        assertArrayEquals(copy, Files.readAllBytes(output().resolve("a.png")));

        Files.writeString(output().resolve("a.png"), "old");
        assertEquals(
                Map.of("a.png", Status.PROTECTED, "b.gif", Status.PROTECTED, "c.png", Status.PROTECTED),
                statuses(run(counting.withOverwrite(true))));
        assertArrayEquals(copy, Files.readAllBytes(output().resolve("a.png")));
    }

    @Test
    void copiesBelowTheOriginalsAreNotProtectedAgain() throws IOException {
        photo("a.png", "png", 1);
        Path inside = originals().resolve("protected");

        for (Status expected : List.of(Status.PROTECTED, Status.EXISTING)) {
            List<PhotoOutcome> outcomes = new ArrayList<>();
            folders().run(FolderProtection.plan(originals(), inside), outcomes::add);
            assertEquals(Map.of("a.png", expected), statuses(outcomes));
        }
        assertThrows(IllegalArgumentException.class, () -> FolderProtection.plan(originals(), originals()));
    }

    @Test
    void anOriginalIsNeverReplacedByItsCopy() throws IOException {
        Path photo = photo("a.png", "png", 1);
        byte[] original = Files.readAllBytes(photo);
        List<PhotoOutcome> outcomes = new ArrayList<>();

        folders().withOverwrite(true).run(List.of(new PhotoJob(photo, photo)), outcomes::add);

        assertEquals(Status.FAILED, outcomes.get(0).status());
        assertTrue(
                outcomes.get(0).problem().contains("choose another folder"),
                outcomes.get(0).problem());
        assertArrayEquals(original, Files.readAllBytes(photo));
    }

    @Test
    void twoPhotosNeverShareOneCopy() throws IOException {
        Path gif = photo("a.gif", "gif", 1);
        Path png = photo("a.gif.png", "png", 2);
        List<PhotoJob> jobs = FolderProtection.plan(originals(), output());
        assertEquals(List.of(gif, png), jobs.stream().map(PhotoJob::source).toList());

        for (Status first : List.of(Status.PROTECTED, Status.EXISTING)) {
            List<PhotoOutcome> outcomes = new ArrayList<>();
            folders().run(jobs, outcomes::add);
            assertEquals(
                    List.of(first, Status.FAILED),
                    outcomes.stream().map(PhotoOutcome::status).toList());
            assertTrue(
                    outcomes.get(1).problem().contains("same name"),
                    outcomes.get(1).problem());
        }
    }

    @Test
    void filesThatAreNoPhotosLeaveNoEmptyFolders() throws IOException {
        Files.writeString(Files.createDirectories(originals().resolve("notes")).resolve("a.txt"), "Dear diary");

        assertEquals(Map.of("a.txt", Status.NO_PHOTO), statuses(run(folders())));

        assertFalse(Files.exists(output()));
    }

    @Test
    void aCopyThatMustBecomePngIsFoundAgain() throws IOException {
        // 32 bits with an alpha mask (BITMAPV4), which Java does not write as BMP.
        ByteBuffer bmp = ByteBuffer.allocate(122 + 4 * SIZE * SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(122);
        bmp.putInt(108)
                .putInt(SIZE)
                .putInt(SIZE)
                .putShort((short) 1)
                .putShort((short) 32)
                .putInt(3);
        bmp.putInt(4 * SIZE * SIZE).putInt(2835).putInt(2835).putInt(0).putInt(0);
        bmp.putInt(0xff0000).putInt(0xff00).putInt(0xff).putInt(0xff000000).putInt(0x73524742);
        for (int at = 122; at < bmp.capacity(); at += 4) {
            bmp.putInt(at, 0x806080a0);
        }
        Files.write(originals().resolve("a.bmp"), bmp.array());

        assertEquals(Map.of("a.bmp", Status.PROTECTED), statuses(run(folders())));
        assertEquals(List.of("a.bmp.png"), files(output()));
        assertEquals(Map.of("a.bmp", Status.EXISTING), statuses(run(folders())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void outcomesComeInOrderOnTheCallingThread(int threads) throws IOException {
        for (int i = 10; i < 70; i++) {
            photo(i + ".png", "png", i);
        }
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        FolderProtection folders = folders(photo -> {
            most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
            // The later a photo, the sooner it is done.
            pause(Math.floorMod(photo.getRGB(0, 0), 7));
            atWork.decrementAndGet();
            return List.of(FACE);
        });
        List<String> seen = new ArrayList<>();
        Thread caller = Thread.currentThread();

        FolderSummary summary = folders.withThreads(threads)
                .run(FolderProtection.plan(originals(), output()), outcome -> {
                    assertEquals(caller, Thread.currentThread());
                    seen.add(outcome.source().getFileName().toString());
                });

        assertEquals(seen.stream().sorted().toList(), seen);
        assertEquals(60, summary.count(Status.PROTECTED));
        assertTrue(summary.complete());
        assertTrue(most.get() <= threads, "at work at once: " + most);
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void threadsWorkAtTheSameTime() throws IOException {
        photo("a.png", "png", 1);
        photo("b.png", "png", 2);
        CountDownLatch both = new CountDownLatch(2);
        FolderProtection meeting = folders(photo -> {
            both.countDown();
            try {
                assertTrue(both.await(1, TimeUnit.MINUTES), "the other photo was not begun");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(FACE);
        });

        assertEquals(
                2,
                run(meeting.withThreads(2)).stream()
                        .filter(o -> o.status() == Status.PROTECTED)
                        .count());
    }

    @Test
    void aCancelledRunFinishesThePhotoAtWorkAndIsResumedByAnother() throws IOException {
        for (int i = 0; i < 6; i++) {
            photo(i + ".png", "png", i);
        }
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger searched = new AtomicInteger();
        FolderProtection folders = folders(photo -> {
                    cancelled.set(searched.incrementAndGet() == 3);
                    return List.of(FACE);
                })
                .cancelledWhen(cancelled::get);

        List<PhotoOutcome> first = run(folders);

        assertEquals(
                3, first.stream().filter(o -> o.status() == Status.PROTECTED).count());
        assertEquals(
                3, first.stream().filter(o -> o.status() == Status.CANCELLED).count());
        assertEquals(List.of("0.png", "1.png", "2.png"), files(output()));
        assertEquals(
                List.of(
                        Status.EXISTING,
                        Status.EXISTING,
                        Status.EXISTING,
                        Status.PROTECTED,
                        Status.PROTECTED,
                        Status.PROTECTED),
                run(folders()).stream().map(PhotoOutcome::status).toList());
    }

    /** Refining may take long, so it is not waited for; everything else at work is. */
    @Test
    void refiningEndsWhenTheRunIsCancelledOrItsThreadInterrupted() throws IOException {
        for (int i = 0; i < 4; i++) {
            photo(i + ".png", "png", i);
        }
        Refinement endless = new Refinement(6 / 255f, 1000, 1 / 255f, AlignmentJitter.DEFAULT);
        ProtectionOptions refined = ProtectionOptions.DEFAULT.withRefinement(endless);
        AtomicBoolean cancelled = new AtomicBoolean();
        Thread caller = Thread.currentThread();

        List<PhotoOutcome> first = run(folders(refined, photo -> {
                    cancelled.set(true);
                    return List.of(FACE);
                })
                .withThreads(2)
                .cancelledWhen(cancelled::get));
        List<PhotoOutcome> second = run(folders(refined, photo -> {
            caller.interrupt();
            return List.of(FACE);
        }));

        assertTrue(Thread.interrupted(), "the calling thread stays interrupted");
        for (List<PhotoOutcome> outcomes : List.of(first, second)) {
            assertEquals(4, outcomes.size());
            assertTrue(outcomes.stream().allMatch(outcome -> outcome.status() == Status.CANCELLED), outcomes::toString);
        }
        assertFalse(Files.exists(output()), "neither copies nor parts of them");
    }

    @Test
    void copiesTellWhatTheyLack() throws IOException {
        byte[] jpeg = Files.readAllBytes(photo("whole.jpg", "jpg", 1));
        byte[] exif = "Exif\0\0no TIFF structure".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer torn = ByteBuffer.allocate(jpeg.length + 4 + exif.length);
        torn.put(jpeg, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) (exif.length + 2))
                .put(exif);
        torn.put(jpeg, 2, jpeg.length - 2);
        Files.write(originals().resolve("torn.jpg"), torn.array());

        List<PhotoOutcome> outcomes = run(folders());
        List<PhotoOutcome> again = run(folders());

        assertEquals(
                Map.of("torn.jpg", Set.of(PhotoNote.EXIF_LOST), "whole.jpg", Set.of()),
                outcomes.stream()
                        .collect(Collectors.toMap(
                                outcome -> outcome.source().getFileName().toString(), PhotoOutcome::notes)));
        assertTrue(again.stream().allMatch(outcome -> outcome.notes().isEmpty()), "nothing was written");
    }

    @Test
    void anInterruptCancelsTheRun() throws IOException {
        for (int i = 0; i < 4; i++) {
            photo(i + ".png", "png", i);
        }
        Thread caller = Thread.currentThread();
        AtomicInteger searched = new AtomicInteger();
        FolderProtection folders = folders(photo -> {
            if (searched.incrementAndGet() == 2) {
                caller.interrupt();
                // The caller needs a moment to notice.
                pause(1000);
            }
            return List.of(FACE);
        });

        List<PhotoOutcome> outcomes = run(folders);

        assertTrue(Thread.interrupted(), "the thread stays interrupted");
        assertEquals(Status.PROTECTED, outcomes.get(1).status());
        assertEquals(Status.CANCELLED, outcomes.get(3).status());
    }

    @Test
    void anExceptionOfTheListenerEndsTheRun() throws IOException {
        for (int i = 0; i < 200; i++) {
            photo(i + ".png", "png", 1);
        }

        List<PhotoJob> jobs = FolderProtection.plan(originals(), output());
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> folders().run(jobs, outcome -> {
                    throw new IllegalStateException("disk of the report is full");
                }));

        assertEquals("disk of the report is full", thrown.getMessage());
        assertTrue(files(output()).size() < 200);
    }

    @Test
    void anUnreadableFolderIsReported() throws IOException {
        photo("a.png", "png", 1);
        Path closed = photo("closed/b.png", "png", 2).getParent();
        assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "permissions do not bind root");
        try {
            List<PhotoOutcome> outcomes = run(folders());
            assertEquals(Map.of("a.png", Status.PROTECTED, "closed", Status.FAILED), statuses(outcomes));
        } finally {
            assertTrue(closed.toFile().setReadable(true));
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> folders().withThreads(0));
        assertThrows(IllegalArgumentException.class, () -> ProtectionOptions.DEFAULT.withMaxFaces(0));
    }
}
