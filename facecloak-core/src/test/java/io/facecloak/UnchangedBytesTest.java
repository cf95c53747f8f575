package io.facecloak;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.RecordedBytes;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seeded cloak of each preset and twelve photos protected with it are, byte for byte, what they were. */
class UnchangedBytesTest {

    private static final List<Face> FACES = List.of(FixedModels.face(20, 25, 60), FixedModels.face(240, 40, 30));
    private static final FaceModels MODELS =
            new FixedModels(FACES, List.of(new SmoothEmbedder("first", 24, 3), new SmoothEmbedder("second", 32, 4)));

    @TempDir
    private Path folder;

    @Test
    void ofCloaksAndProtectedPhotos() throws IOException {
        RecordedBytes bytes = new RecordedBytes("unchanged", System.getProperty("os.arch"));
        for (Preset preset : Preset.values()) {
            bytes.add(preset.name(), learnt(preset).mask());
        }
        FaceCloak plain = learnt(Preset.PAPER);
        FaceCloak refined = plain.refined();
        for (Map.Entry<String, byte[]> photo : photos().entrySet()) {
            Path source = Files.write(folder.resolve(photo.getKey()), photo.getValue());
            Path target = folder.resolve("protected-" + photo.getKey());
            plain.apply(source, target);
            bytes.add("plain " + photo.getKey(), target);
            refined.apply(source, target, true);
            bytes.add("refined " + photo.getKey(), target);
        }
        bytes.assertUnchanged();
    }

    private static FaceCloak learnt(Preset preset) {
        return FaceCloak.builder()
                .models(MODELS)
                .seed(FixedModels.picture(420, 240, 4))
                .preset(preset)
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL))
                .randomSeed(11)
                .build();
    }

    private static Map<String, byte[]> photos() throws IOException {
        Map<String, byte[]> photos = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            BufferedImage picture = FixedModels.picture(420 + 7 * i, 240, 5 + i);
            photos.put(i + ".jpg", TestPictures.jpeg(picture, 0.9f, i % 2 == 1));
            photos.put(i + ".png", TestPictures.encoded(picture, "png"));
            photos.put(i + ".tiff", TestPictures.encoded(picture, "tiff"));
        }
        return photos;
    }
}
