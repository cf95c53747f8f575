package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos with names that Java cannot tell, links, and what a copy's date is. */
class FileNamesTest {

    private static final FaceModels MODELS =
            new FixedModels(List.of(FixedModels.face(20, 16, 40)), List.of(new SmoothEmbedder("smooth", 16, 7)));

    @TempDir
    private Path folder;

    private Path photos;

    @BeforeEach
    void makeFolder() throws IOException {
        photos = Files.createDirectory(folder.resolve("photos"));
    }

    private static void photo(Path path, String format) throws IOException {
        try (OutputStream out = Files.newOutputStream(path)) {
            ImageIO.write(FixedModels.picture(80, 64, 1), format, out);
        }
    }

    /** A name with umlauts, whatever character set this process has. */
    private static Path umlaut(Path folder, String encoded) {
        return Path.of(URI.create(folder.toUri() + encoded));
    }

    @Test
    void namesThatTheLocaleLacksAreKept() throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"));
        photo(umlaut(photos, "gr%C3%BC%C3%9Fe.jpg"), "jpg");
        photo(umlaut(photos, "%C3%BCber.gif"), "gif");
        Path inner = Files.createDirectory(umlaut(photos, "%E6%97%A5"));
        photo(umlaut(inner, "%FF.png"), "png");
        Path log = folder.resolve("log.txt");
        Path output = folder.resolve("copies");
        Process process =
                FaultProcess.start(List.of("env", "LC_ALL=C"), log, "apply", photos.toString(), output.toString());
        assertEquals(0, process.waitFor(), Files.readString(log));
        try (Stream<Path> copies = Files.walk(output)) {
            assertEquals(
                    List.of("%C3%BCber.gif.png", "%E6%97%A5/%FF.png", "gr%C3%BC%C3%9Fe.jpg"),
                    copies.filter(Files::isRegularFile)
                            .map(copy -> copy.toUri().toString().substring((output.toUri() + "").length()))
                            .sorted()
                            .toList(),
                    Files.readString(log));
        }
    }

    private Map<String, PhotoOutcome> protectedPhotos(boolean times) throws IOException {
        List<PhotoOutcome> outcomes = new ArrayList<>();
        List<PhotoJob> jobs = FolderProtection.plan(photos, folder.resolve("copies"));
        FaceCloak.of(FaultProcess.cloak(0), MODELS, ProtectionOptions.DEFAULT)
                .folders()
                .withPreserveTimes(times)
                .run(jobs, outcomes::add);
        return outcomes.stream()
                .collect(Collectors.toMap(
                        outcome -> outcome.source().getFileName().toString(), outcome -> outcome));
    }

    @Test
    void linksThatLeadNowhereOrToOtherFoldersAreTold() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path inside = Files.createDirectory(photos.resolve("inside"));
        photo(other.resolve("a.jpg"), "jpg");
        Files.createSymbolicLink(photos.resolve("nowhere.jpg"), folder.resolve("missing.jpg"));
        Files.createSymbolicLink(photos.resolve("elsewhere"), other);
        Files.createSymbolicLink(photos.resolve("within"), inside);
        Files.createSymbolicLink(photos.resolve("photo.jpg"), other.resolve("a.jpg"));
        Map<String, PhotoOutcome> outcomes = protectedPhotos(false);
        assertEquals(3, outcomes.size());
        assertEquals(Status.PROTECTED, outcomes.get("photo.jpg").status());
        for (String name : List.of("nowhere.jpg", "elsewhere")) {
            PhotoOutcome outcome = outcomes.get(name);
            assertEquals(Status.FAILED, outcome.status());
            assertTrue(
                    outcome.problem().contains(name) && outcome.problem().contains("is a link to"), outcome.problem());
        }
        assertTrue(outcomes.get("nowhere.jpg").problem().contains("does not exist"));
        assertTrue(outcomes.get("elsewhere").problem().contains("name that folder itself"));
        IOException single = assertThrows(
                FileSystemException.class,
                () -> FolderProtection.plan(photos.resolve("nowhere.jpg"), folder.resolve("copies")));
        assertTrue(single.getMessage().contains("missing.jpg"), single.getMessage());
        // Named by the user, a link to a folder is the folder.
        assertEquals(
                1,
                FolderProtection.plan(photos.resolve("elsewhere"), folder.resolve("copies"))
                        .size());
    }

    @Test
    void whatMustNotBeReadIsTold() throws IOException {
        Path secret = photos.resolve("secret.jpg");
        photo(secret, "jpg");
        assumeTrue(
                secret.toFile().setReadable(false) && !Files.isReadable(secret), "skipped: this user reads everything");
        assertTrue(protectedPhotos(false).get("secret.jpg").problem().contains("permissions"));
    }

    @Test
    void timesAreKeptOnRequest() throws IOException {
        FileTime time = FileTime.fromMillis(1_500_000_000_000L);
        photo(photos.resolve("a.jpg"), "jpg");
        Files.setLastModifiedTime(photos.resolve("a.jpg"), time);
        protectedPhotos(true);
        Path copy = folder.resolve("copies/a.jpg");
        assertEquals(time, Files.getLastModifiedTime(copy));
        assertEquals(80, new PhotoReader().read(copy).upright().getWidth());
        Files.delete(copy);
        protectedPhotos(false);
        assertTrue(Files.getLastModifiedTime(copy).compareTo(time) > 0);
    }
}
