package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Vp8HeaderTest {

    /** RFC 6386's arithmetic encoder (7.3), for bits that are as likely set as not. */
    private static final class Bits {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private long bottom;
        private long range = 255;
        private int missing = 24;

        Bits() {
            out.writeBytes(new byte[10]);
        }

        Bits add(int number, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                add((number >> i & 1) != 0);
            }
            return this;
        }

        private void add(boolean bit) {
            long split = 1 + ((range - 1) >> 1);
            if (bit) {
                bottom += split;
                range -= split;
            } else {
                range = split;
            }
            while (range < 128) {
                range <<= 1;
                shift();
            }
        }

        private void shift() {
            if ((bottom & 1L << 31) != 0) {
                carry();
            }
            bottom = bottom << 1 & 0xffff_ffffL;
            if (--missing == 0) {
                out.write((int) (bottom >> 24));
                bottom &= 0xff_ffff;
                missing = 8;
            }
        }

        private void carry() {
            byte[] bytes = out.toByteArray();
            int at = bytes.length;
            do {
                bytes[--at]++;
            } while (bytes[at] == 0);
            out.reset();
            out.writeBytes(bytes);
        }

        Bits signed(int number, int bits) {
            return number == 0
                    ? add(0, 1)
                    : add(1, 1).add(Math.abs(number), bits).add(number < 0 ? 1 : 0, 1);
        }

        byte[] frame() {
            for (int i = 0; i < 40; i++) {
                shift();
            }
            return out.toByteArray();
        }
    }

    private static Bits begun(boolean segmented) {
        return new Bits().add(1, 2).add(segmented ? 1 : 0, 1);
    }

    /** Loop filter with changes of its strength, partitions, steps. */
    private static byte[] ended(Bits bits, int base, int chroma) {
        bits.add(1, 1).add(17, 6).add(3, 3).add(3, 2);
        for (int i = 0; i < 8; i++) {
            bits.signed(i - 4, 6);
        }
        bits.add(2, 2)
                .add(base, 7)
                .signed(-3, 4)
                .signed(0, 4)
                .signed(5, 4)
                .signed(-1, 4)
                .signed(chroma, 4);
        return bits.frame();
    }

    @Test
    void stepsAreRead() {
        assertEquals(new Vp8Header(57, 57), Vp8Header.parse(ended(begun(false), 57, 0)));
        assertEquals(new Vp8Header(57, 42), Vp8Header.parse(ended(begun(false), 57, -15)));
        assertEquals(new Vp8Header(127, 127), Vp8Header.parse(ended(begun(false), 127, 15)));
        assertEquals(new Vp8Header(0, 0), Vp8Header.parse(ended(begun(false), 0, -4)));
    }

    @Test
    void theFinestSegmentCounts() {
        for (boolean absolute : new boolean[] {true, false}) {
            Bits bits = begun(true).add(1, 1).add(1, 1).add(absolute ? 1 : 0, 1);
            for (int step : absolute ? new int[] {60, 33, 40, 50} : new int[] {0, -7, 5, 10}) {
                bits.signed(step, 7);
            }
            for (int level : new int[] {9, 0, -9, 63}) {
                bits.signed(level, 6);
            }
            bits.add(1, 1).add(200, 8).add(0, 1).add(1, 1).add(17, 8);
            assertEquals(new Vp8Header(33, 35), Vp8Header.parse(ended(bits, 40, 2)), "absolute: " + absolute);
        }
    }

    @Test
    void halfOfTheRoundingOfWebpIsAQuarterOfItsStepInItsUnits() {
        assertEquals(1, new Vp8Header(0, 0).lumaStep());
        assertEquals(8, new Vp8Header(26, 40).lumaStep());
        assertEquals(11, new Vp8Header(26, 40).chromaStep());
        assertEquals(71, new Vp8Header(127, 127).lumaStep());
    }

    @Test
    void libwebpsHighQualityHasFineSteps() throws Exception {
        byte[] file = TestPhotos.webp("lossy");
        Vp8Header header = Vp8Header.parse(Arrays.copyOfRange(file, 20, file.length));
        assertTrue(header.luma() <= 12, header.toString());
    }

    @Test
    void damagedHeadersHaveStepsToo() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] frame = new byte[random.nextInt(40)];
            random.nextBytes(frame);
            Vp8Header header = Vp8Header.parse(frame);
            assertTrue(header.lumaStep() >= 1 && header.lumaStep() <= 255, header.toString());
            assertTrue(header.chromaStep() >= 1 && header.chromaStep() <= 255, header.toString());
        }
    }
}
