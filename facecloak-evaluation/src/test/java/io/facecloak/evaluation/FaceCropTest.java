package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.face.Face;
import io.facecloak.face.Landmarks;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaceCropTest {

    private static final BufferedImage PICTURE = FixedModels.picture(300, 300, 1);
    private static final Face MEANT = FixedModels.face(20, 100, 40);
    private static final Face MOVED = FixedModels.face(24, 97, 42);
    private static final Face CENTRAL = FixedModels.face(130, 130, 80);

    @ParameterizedTest
    @EnumSource(names = {"CENTRAL", "LARGEST"})
    void aChangedFaceIsLookedForWhereItWasThoughAnotherIsMoreCentralAndLarger(FaceCrop crop) {
        assertEquals(MOVED.landmarks(), again(crop, CENTRAL, MOVED));
        assertEquals(MEANT.landmarks(), again(crop, CENTRAL));
        assertEquals(MEANT.landmarks(), again(crop));
    }

    @ParameterizedTest
    @EnumSource(names = "WHOLE")
    void theFaceOfAnAlignedCropIsNotLookedFor(FaceCrop crop) {
        assertEquals(MEANT.landmarks(), again(crop, MOVED));
    }

    private static Landmarks again(FaceCrop crop, Face... found) {
        LandmarkDetector detector = new FixedModels(Stream.of(found).toList(), List.of()).detector();
        return crop.again(PICTURE, detector, MEANT.landmarks());
    }
}
