package io.facecloak.internal.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.facecloak.testing.Fuzzing;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Damaged JPEG files, of which only the coefficients are read; {@link Fuzzing} says how to run more of them. */
class CoefficientFuzzTest {

    private static final long MAX_PIXELS = 1 << 16;

    /** Coefficients that are read can be written, unless they are beyond what Huffman codes can tell, and come back the same. */
    @Test
    void damagedCoefficientsAreReadOrRefused() throws IOException {
        Fuzzing fuzzing = Fuzzing.of("JPEG coefficients");
        JpegVariants.all().forEach(variant -> fuzzing.seed(variant.name(), variant.file()));
        fuzzing.run(2000, file -> {
            byte[] written;
            try {
                written = CoefficientImage.read(file, MAX_PIXELS).encode();
            } catch (JpegStreamException e) {
                return;
            }
            assertArrayEquals(
                    written, CoefficientImage.read(written, MAX_PIXELS).encode());
        });
    }

    /** Copied bits tell the coefficients that all blocks encoded anew tell, and what cannot be read is refused. */
    @Test
    void damagedFilesArePatchedOrRefused() throws IOException {
        Fuzzing fuzzing = Fuzzing.of("JPEG patches");
        JpegVariants.all().forEach(variant -> fuzzing.seed(variant.name(), variant.file()));
        fuzzing.run(2000, file -> {
            CoefficientImage expected;
            try {
                expected = CoefficientImage.read(file, MAX_PIXELS);
            } catch (JpegStreamException e) {
                assertRefused(file);
                return;
            }
            int bands = expected.frame().components().size();
            if (bands != 1 && bands != 3) {
                return;
            }
            ColourModel model = bands == 1 ? ColourModel.GRAY : ColourModel.YCBCR;
            SampleChanges changes =
                    new SampleChanges(expected.frame().width(), expected.frame().height(), bands);
            changes.set(changes.width() / 2, changes.height() / 3, 0, 90);
            byte[] written;
            try {
                expected.add(changes, model);
                written = JpegPatch.apply(file, MAX_PIXELS, changes, model);
            } catch (JpegStreamException e) {
                // Sampling factors, and differences that cannot be told.
                return;
            }
            CoefficientImage actual = CoefficientImage.read(written, MAX_PIXELS);
            for (int i = 0; i < bands; i++) {
                assertArrayEquals(expected.plane(i).values(), actual.plane(i).values());
            }
        });
    }

    private static void assertRefused(byte[] file) {
        SampleChanges changes = new SampleChanges(67, 45, 3);
        changes.set(30, 20, 0, 90);
        try {
            JpegPatch.apply(file, MAX_PIXELS, changes, ColourModel.YCBCR);
        } catch (JpegStreamException | IllegalArgumentException e) {
            return;
        }
        fail("a file without all coefficients was patched");
    }
}
