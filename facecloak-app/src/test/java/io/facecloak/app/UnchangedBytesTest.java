package io.facecloak.app;

import io.facecloak.FaceCloak;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.RecordedBytes;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the bundled models, too, a seeded cloak and the photos protected with it are, byte for byte, what they were. */
class UnchangedBytesTest {

    private static final Path DEMO = Path.of("../facecloak-examples/demo");

    @TempDir
    private Path folder;

    @Test
    void ofTheDemoPersonsCloakAndTwelvePhotos() throws IOException {
        RecordedBytes bytes = new RecordedBytes("unchanged", "demo-" + RecordedBytes.processor());
        List<Path> photos = new ArrayList<>();
        for (Path photo : filesIn(DEMO.resolve("photos"))) {
            photos.add(photo);
            for (String format : List.of("png", "tiff")) {
                Path copy = folder.resolve(photo.getFileName() + "." + format);
                ImageIO.write(SrgbView.of(new PhotoReader().read(photo).upright()), format, copy.toFile());
                photos.add(copy);
            }
        }
        protect("demo person", DEMO.resolve("seed.jpg"), photos, bytes);
        bytes.assertUnchanged();
    }

    @Test
    void ofCloaksAndPhotosOfPeople() throws IOException {
        Path people = Shared.path("faces/eval/lfw10");
        RecordedBytes bytes = new RecordedBytes("unchanged", "people-" + RecordedBytes.processor());
        List<Path> folders = filesIn(people);
        for (int i = 0; i < 4; i++) {
            List<Path> photos = filesIn(folders.get(i));
            protect("person " + i, photos.get(0), photos.subList(1, 4), bytes);
        }
        bytes.assertUnchanged();
    }

    private void protect(String person, Path seed, List<Path> photos, RecordedBytes bytes) throws IOException {
        FaceCloak plain = FaceCloak.builder()
                .models(FaceModels.bundled())
                .seed(seed)
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL))
                .randomSeed(11)
                .build();
        bytes.add(person, plain.mask());
        FaceCloak refined = plain.refined();
        for (int i = 0; i < photos.size(); i++) {
            Path photo = photos.get(i);
            FaceCloak cloak = photo.toString().endsWith(".tiff") ? plain : refined;
            Path target = folder.resolve("protected-" + photo.getFileName());
            cloak.apply(photo, target);
            bytes.add("%s, photo %02d".formatted(person, i), target);
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
