package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaceDatasetTest {

    private final FaceDataset dataset = FaceDataset.withFirstPhotosAsSeeds(
            IntStream.range(0, 5)
                    .boxed()
                    .flatMap(person -> IntStream.range(0, 9).mapToObj(photo -> photo("p" + person, "photo-" + photo)))
                    .toList(),
            1,
            List.of(photo("stranger", "s")));

    @Test
    void fewerProbesAreSpreadOverThePersonsPhotosAndTheGalleryStays() {
        FaceDataset fewer = dataset.withProbesPerPerson(4);
        assertEquals(
                List.of("photo-1", "photo-3", "photo-5", "photo-7"),
                fewer.probesOf("p2").stream().map(FacePhoto::name).toList());
        assertEquals(20, fewer.probes().size());
        assertEquals(dataset.gallery(), fewer.gallery());
        assertEquals(dataset, dataset.withProbesPerPerson(8));
        assertThrows(IllegalArgumentException.class, () -> dataset.withProbesPerPerson(0));
    }

    @Test
    void somePeopleAreLookedForAmongTheSameStrangers() {
        FaceDataset some = dataset.withPeople(List.of("p1", "p3"));
        assertEquals(List.of("p1", "p3"), some.identities());
        assertEquals(18, some.gallery().size());
        assertEquals(dataset.distractors(), some.distractors());
        assertThrows(IllegalArgumentException.class, () -> dataset.withPeople(List.of("nobody")));
    }

    @Test
    void spreadTakesElementsAtEqualDistances() {
        List<Integer> ten = IntStream.range(0, 10).boxed().toList();
        assertEquals(List.of(0, 3, 6), FaceDataset.spread(ten, 3));
        assertEquals(List.of(0, 1, 2, 3, 5, 6, 7, 8), FaceDataset.spread(ten, 8));
        assertEquals(ten, FaceDataset.spread(ten, 10));
        assertEquals(ten, FaceDataset.spread(ten, 99));
        assertThrows(IllegalArgumentException.class, () -> FaceDataset.spread(ten, 0));
    }

    private static FacePhoto photo(String identity, String name) {
        return new FacePhoto(identity, name, Path.of(identity, name));
    }
}
