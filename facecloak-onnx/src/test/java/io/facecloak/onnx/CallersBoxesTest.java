package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FacePolicy;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.internal.apply.CloakApplier;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Boxes of a caller, which another detector may draw larger or smaller, against the real detector. */
class CallersBoxesTest {

    @Test
    void aBoxAloneLeadsToTheLandmarksThatTheDetectorFindsInTheWholePhoto() throws IOException {
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        CloakMask cloak = new CloakMask(new float[CloakMask.LENGTH], info, List.of());
        int faces = 0;
        int same = 0;
        try (FaceModels models = FaceModels.directory(Shared.path("models"));
                Stream<Path> files = Files.list(Shared.path("faces/eval/scenes"))) {
            CloakApplier applier = new CloakApplier(cloak, models.detector(), List.of(), FacePolicy.ALL);
            for (Path file : files.sorted().limit(4).toList()) {
                BufferedImage photo = new PhotoReader().read(file).upright();
                List<Face> found = models.detector().detect(SrgbView.of(photo));
                for (double growth : new double[] {-0.05, 0, 0.3}) {
                    List<Box> boxes = new ArrayList<>();
                    found.forEach(face -> boxes.add(grown(face.box(), growth)));
                    List<FaceOutcome> outcomes = applier.apply(photo, boxes).faces();
                    assertEquals(
                            boxes, outcomes.stream().map(o -> o.face().box()).toList());
                    for (int i = 0; i < found.size(); i++) {
                        double eyes = found.get(i).landmarks().eyeDistance();
                        double apart = outcomes.get(i)
                                .face()
                                .landmarks()
                                .nose()
                                .distanceTo(found.get(i).landmarks().nose());
                        faces++;
                        same += apart < 0.15 * eyes ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(faces >= 12, "faces: " + faces);
        assertTrue(same >= 0.9 * faces, same + " of " + faces + " faces were found again");
    }

    private static Box grown(Box box, double share) {
        double x = share * box.width();
        double y = share * box.height();
        return new Box(box.left() - x, box.top() - y, box.right() + x, box.bottom() + y);
    }
}
