package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Point;
import io.facecloak.image.Orientation;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bundled detector on real photos that lie on their side or on their head. */
class TurnedPhotosTest {

    private static final List<Orientation> TURNS =
            List.of(Orientation.NORMAL, Orientation.ROTATE_RIGHT, Orientation.ROTATED_180, Orientation.ROTATE_LEFT);

    private static BufferedImage read(Path file) throws IOException {
        return SrgbView.of(new PhotoReader().read(file).upright());
    }

    private static List<Path> photos(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFaceIsWhereItIsInTheUprightPhoto() throws IOException {
        for (Path folder : photosOfDifferentPeople()) {
            BufferedImage photo = read(photos(folder).get(0));
            Face upright = FaceModels.bundled().detector().detect(photo).get(0);
            for (Orientation turn : TURNS) {
                BufferedImage turned = turn.toUpright(photo);
                List<Face> faces = FaceModels.bundled().detector().detect(turned);
                assertTrue(!faces.isEmpty(), () -> folder + " " + turn);
                double furthest = 0;
                for (int i = 0; i < 5; i++) {
                    Point found = faces.get(0).landmarks().points().get(i);
                    Point moved = turn.toStored(found, turned.getWidth(), turned.getHeight());
                    furthest = Math.max(
                            furthest,
                            moved.distanceTo(upright.landmarks().points().get(i)));
                }
                assertTrue(furthest < 0.25 * upright.landmarks().eyeDistance(), folder + " " + turn + " " + furthest);
            }
        }
    }

    private static List<Path> photosOfDifferentPeople() throws IOException {
        try (Stream<Path> people = Files.list(Shared.path("faces/eval/lfw10"))) {
            return people.filter(Files::isDirectory).sorted().limit(4).toList();
        }
    }

    /** All of them show one person. */
    @Test
    void trialsShowTheSamePersonWhicheverWayTheyAreTurned() throws IOException {
        List<Path> files = photos(Shared.path("trials/rotation"));
        Embedder recogniser = FaceModels.bundled().embedders().get(0);
        float[] first = null;
        for (Path file : files) {
            BufferedImage photo = read(file);
            List<Face> faces = FaceModels.bundled().detector().detect(photo);
            assertEquals(1, faces.size(), file.toString());
            float[] embedding =
                    recogniser.embed(FaceAligner.align(photo, faces.get(0).landmarks()));
            first = first == null ? embedding : first;
            double similarity = 0;
            for (int i = 0; i < first.length; i++) {
                similarity += first[i] * embedding[i];
            }
            assertTrue(similarity > 0.8, file + ": " + similarity);
        }
    }
}
