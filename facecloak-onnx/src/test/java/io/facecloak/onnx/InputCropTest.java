package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.FaceAligner;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.onnx.InputSpec.InputCrop;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputCropTest {

    /** Eyes (means of their corners), tip of the nose and corners of the mouth in the mean shape of dlib's get_face_chip_details. */
    private static final List<Point> DLIB_MEAN_SHAPE = List.of(
            new Point((0.1205750620789 + 0.3340850613712) / 2, (0.2137274526848 + 0.2290642403242) / 2),
            new Point((0.8595674595992 + 0.6460604764104) / 2, (0.2134981538014 + 0.2289674387677) / 2),
            new Point(0.490127, 0.515625),
            new Point(0.254149, 0.780233),
            new Point(0.726104, 0.780233));

    @Test
    void dlibsChipIsThatOfItsMeanShape() {
        double padding = 0.25;
        double size = 150;
        List<Point> chip = DLIB_MEAN_SHAPE.stream()
                .map(p -> new Point(
                        (padding + p.x()) / (2 * padding + 1) * size, (padding + p.y()) / (2 * padding + 1) * size))
                .toList();
        SimilarityTransform toChip = SimilarityTransform.between(FaceAligner.TEMPLATE.points(), chip);
        assertEquals(0, Math.toDegrees(Math.atan2(toChip.b(), toChip.a())), 0.35);
        double side = size / toChip.scale();
        Point centre = toChip.inverse().apply(new Point((size - 1) / 2, (size - 1) / 2));
        assertEquals(side, InputCrop.DLIB.side(), 0.005);
        assertEquals(centre.x() + 0.5 - side / 2, InputCrop.DLIB.left(), 0.005);
        assertEquals(centre.y() + 0.5 - side / 2, InputCrop.DLIB.top(), 0.005);
    }

    @Test
    void whatLiesOutsideIsBlack() {
        double[] rows = InputCrop.DLIB.rows(150);
        double[] columns = InputCrop.DLIB.columns(150);
        double[] brightness = IntStream.range(0, 150)
                .mapToDouble(i -> Arrays.stream(rows, i * 112, (i + 1) * 112).sum())
                .toArray();
        int inside = (int) ((112 - InputCrop.DLIB.top()) / InputCrop.DLIB.side() * 150);
        assertTrue(inside < 135, "the chip reaches beyond the chin");
        for (int i = 0; i < 150; i++) {
            assertEquals(i < inside ? 1 : 0, brightness[i], i == inside ? 1 : 1e-12);
            int column = i;
            assertEquals(
                    1,
                    IntStream.range(0, 112)
                            .mapToDouble(k -> columns[k * 150 + column])
                            .sum(),
                    1e-12);
        }
    }

    /** A picture whose brightness grows evenly is the same ramp in any crop. */
    @Test
    void placesAreWhereTheCropSays() {
        InputCrop crop = new InputCrop(10, 20.5, 64);
        double[] rows = crop.rows(48);
        for (int i = 0; i < 48; i++) {
            double value = 0;
            for (int k = 0; k < 112; k++) {
                value += rows[i * 112 + k] * (k + 0.5);
            }
            assertEquals(20.5 + (i + 0.5) * 64 / 48, value, 1e-9);
        }
    }

    @Test
    void marginsGrowOnAllSides() {
        assertEquals(InputCrop.ALIGNED, InputCrop.withMargin(0));
        assertEquals(new InputCrop(-28, -28, 168), InputCrop.withMargin(0.25));
        assertThrows(IllegalArgumentException.class, () -> InputCrop.withMargin(-0.5));
        assertThrows(IllegalArgumentException.class, () -> InputCrop.withMargin(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new InputCrop(112, 0, 50));
        assertThrows(IllegalArgumentException.class, () -> new InputCrop(0, -60, 50));
    }

    /** Cloaks and galleries name their recognisers by it, so it must not change by itself. */
    @Test
    void onlyAnotherCropChangesTheFingerprint() {
        assertEquals(
                "f70993c40b7286cfa387737cb852a6685d5783e4975db703fa0c5659465d2f39", fingerprint(InputSpec.arcface()));
        assertEquals(
                "4c9601a6cba925e76277a23ec8892b2bc42b59818f80b629384b40050975eb04", fingerprint(InputSpec.adaface()));
        assertNotEquals(
                fingerprint(InputSpec.arcface()),
                fingerprint(InputSpec.arcface().withCrop(InputCrop.DLIB)));
    }

    private static String fingerprint(InputSpec spec) {
        try (OnnxEmbedder embedder = OnnxEmbedder.of("tiny", TinyRecogniser.bytes(), spec, Device.cpu(1))) {
            return embedder.fingerprint();
        }
    }
}
