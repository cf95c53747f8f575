package io.facecloak.image.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
}
