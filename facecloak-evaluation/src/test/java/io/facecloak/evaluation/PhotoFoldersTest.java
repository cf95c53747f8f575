package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoFoldersTest {

    @TempDir
    Path folder;

    @Test
    void readsOneFolderPerPerson() throws IOException {
        touch("bob/2.JPG", "ann/b.jpg", "ann/a.png", "ann/notes.txt", "ann/.hidden.jpg", ".cache/x.jpg");
        assertEquals(List.of("ann/a.png", "ann/b.jpg", "bob/2.JPG"), labels(PhotoFolders.people(folder)));
    }

    @Test
    void readsTheAuthorsLayoutWhereTheLastUnderscoreSeparatesTheNumber() throws IOException {
        touch("17_2.jpg", "17_10.jpg", "Tony_Blair_0003.jpg", "list.txt");
        List<FacePhoto> photos = PhotoFolders.people(folder);
        assertEquals(List.of("17/17_10.jpg", "17/17_2.jpg", "Tony_Blair/Tony_Blair_0003.jpg"), labels(photos));
    }

    @Test
    void everyDistractorIsAPersonOfItsOwn() throws IOException {
        touch("a/face.jpg", "b/face.jpg", "c.webp");
        List<FacePhoto> photos = PhotoFolders.distractors(folder);
        assertEquals(3, photos.stream().map(FacePhoto::identity).distinct().count());
        assertEquals("stranger a/face.jpg", photos.get(0).identity());
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        assertThrows(NotDirectoryException.class, () -> PhotoFolders.people(folder.resolve("none")));
        assertThrows(NotDirectoryException.class, () -> PhotoFolders.distractors(folder.resolve("none")));
        assertThrows(IOException.class, () -> PhotoFolders.people(folder));
        assertThrows(IOException.class, () -> PhotoFolders.distractors(folder));
        touch("holiday.jpg");
        IOException unnamed = assertThrows(IOException.class, () -> PhotoFolders.people(folder));
        assertTrue(unnamed.getMessage().contains("holiday.jpg"), unnamed.getMessage());
    }

    @Test
    void aDataSetTakesTheFirstPhotosAsSeedsAndKeepsThemInTheGallery() throws IOException {
        touch("ann/1.jpg", "ann/2.jpg", "ann/3.jpg", "bob/1.jpg", "bob/2.jpg", "bob/3.jpg");
        List<FacePhoto> people = PhotoFolders.people(folder);
        FaceDataset dataset = FaceDataset.withFirstPhotosAsSeeds(people, 2, List.of());
        assertEquals(List.of("ann/1.jpg", "ann/2.jpg"), labels(dataset.seedsOf("ann")));
        assertEquals(List.of("ann/3.jpg", "bob/3.jpg"), labels(dataset.probes()));
        assertEquals(people, dataset.gallery());
        assertEquals(List.of("ann"), dataset.limitedTo(1, 10).identities());
        IllegalArgumentException tooFew = assertThrows(
                IllegalArgumentException.class, () -> FaceDataset.withFirstPhotosAsSeeds(people, 3, List.of()));
        assertTrue(tooFew.getMessage().contains("ann has 3 photos"), tooFew.getMessage());
    }

    @Test
    void aDataSetThatCannotBeMeasuredIsRefused() throws IOException {
        touch("ann/1.jpg", "bob/1.jpg", "bob/2.jpg");
        List<FacePhoto> people = PhotoFolders.people(folder);
        List<FacePhoto> ann = people.subList(0, 1);
        List<FacePhoto> bob = people.subList(1, 3);
        assertThrows(IllegalArgumentException.class, () -> new FaceDataset(ann, List.of(), bob, List.of()));
        assertThrows(IllegalArgumentException.class, () -> FaceDataset.withSeparateSeeds(ann, bob, List.of()));
        assertThrows(IllegalArgumentException.class, () -> FaceDataset.withSeparateSeeds(ann, ann, List.of()));
        assertEquals(2, FaceDataset.withSeparateSeeds(bob, bob, ann).gallery().size());
    }

    @Test
    void theContentHashFollowsTheContentAndNotThePlace(@TempDir Path elsewhere) throws IOException {
        touch("ann/1.jpg", "ann/2.jpg");
        Files.createDirectories(elsewhere.resolve("ann"));
        for (String name : List.of("ann/1.jpg", "ann/2.jpg")) {
            Files.copy(folder.resolve(name), elsewhere.resolve(name));
        }
        String here = hash(folder);
        assertEquals(here, hash(elsewhere));
        Files.writeString(elsewhere.resolve("ann/2.jpg"), "other");
        assertTrue(!here.equals(hash(elsewhere)));
    }

    private static String hash(Path people) throws IOException {
        return FaceDataset.withFirstPhotosAsSeeds(PhotoFolders.people(people), 1, List.of())
                .contentHash();
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private static List<String> labels(List<FacePhoto> photos) {
        return photos.stream().map(FacePhoto::toString).toList();
    }
}
