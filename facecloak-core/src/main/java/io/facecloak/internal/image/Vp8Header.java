package io.facecloak.internal.image;

/**
 * How finely a lossy WebP picture (VP8) is quantised, read from the header of its frame as RFC 6386 (9.3 to 9.6) lays it out. Of a damaged
 * header, missing bits count as zeros.
 *
 * @param luma index into VP8's table of steps, 0 (fine) to 127
 * @param chroma as {@code luma}
 */
record Vp8Header(int luma, int chroma) {

    /** Bytes before the part that is coded arithmetically: a tag, a start code, width and height. */
    private static final int PLAIN = 10;

    /** JPEG's steps in VP8's units, for half of its rounding: a quarter of the power of its error comes on top. */
    private static final float JPEG_STEP = 0.25f;

    private static final int SEGMENTS = 4;
    private static final int MOST = 127;

    /** RFC 6386, 14.1: the steps of all coefficients but the means, in units of half a level of an orthonormal transform. */
    private static final int[] STEPS = {
        4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
        33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 62,
        64, 66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104, 106, 108, 110, 112, 114,
        116, 119, 122, 125, 128, 131, 134, 137, 140, 143, 146, 149, 152, 155, 158, 161, 164, 167, 170, 173, 177, 181,
        185, 189, 193, 197, 201, 205, 209, 213, 217, 221, 225, 229, 234, 239, 245, 249, 254, 259, 264, 269, 274, 279,
        284
    };

    /** @param frame a key frame */
    static Vp8Header parse(byte[] frame) {
        Bits bits = new Bits(frame, PLAIN);
        bits.skip(2); // colour space, clamping
        int[] segments = new int[SEGMENTS];
        boolean segmented = bits.flag();
        boolean absolute = false;
        if (segmented) {
            boolean map = bits.flag();
            if (bits.flag()) {
                absolute = bits.flag();
                for (int i = 0; i < SEGMENTS; i++) {
                    segments[i] = bits.optional(7);
                }
                for (int i = 0; i < SEGMENTS; i++) {
                    bits.optional(6);
                }
            }
            for (int i = 0; map && i < 3; i++) {
                if (bits.flag()) {
                    bits.skip(8);
                }
            }
        }
        bits.skip(1 + 6 + 3); // loop filter
        if (bits.flag() && bits.flag()) {
            for (int i = 0; i < 2 * 4; i++) {
                bits.optional(6);
            }
        }
        bits.skip(2); // partitions
        int base = bits.number(7);
        bits.optional(4); // luma's mean
        bits.optional(4); // luma's means among each other
        bits.optional(4);
        bits.optional(4); // chroma's mean
        int chroma = bits.optional(4);
        // The finest counts: nobody knows yet which segments hold the faces.
        int finest = segmented ? MOST : base;
        for (int i = 0; segmented && i < SEGMENTS; i++) {
            finest = Math.min(finest, absolute ? segments[i] : base + segments[i]);
        }
        return new Vp8Header(clamped(finest), clamped(finest + chroma));
    }

    /** A step of luma with which JPEG rounds less than this picture was rounded, in its own units, 1 to 255. */
    int lumaStep() {
        return step(luma);
    }

    /** As {@link #lumaStep}. */
    int chromaStep() {
        return step(chroma);
    }

    private static int step(int index) {
        return Math.max(1, Math.round(STEPS[index] * JPEG_STEP));
    }

    private static int clamped(int index) {
        return Math.max(0, Math.min(MOST, index));
    }

    /** The arithmetic decoder of RFC 6386 (7.3), for bits that are as likely set as not. */
    private static final class Bits {

        private final byte[] data;
        private int at;
        private int value;
        private int range = 255;
        private int shifted;

        Bits(byte[] data, int from) {
            this.data = data;
            this.at = from;
            value = next() << 8;
            value |= next();
        }

        private int next() {
            return at < data.length ? data[at++] & 0xff : 0;
        }

        boolean flag() {
            int split = 1 + ((range - 1) >> 1);
            boolean set = value >= split << 8;
            if (set) {
                range -= split;
                value -= split << 8;
            } else {
                range = split;
            }
            while (range < 128) {
                value <<= 1;
                range <<= 1;
                if (++shifted == 8) {
                    shifted = 0;
                    value |= next();
                }
            }
            return set;
        }

        int number(int bits) {
            int number = 0;
            for (int i = 0; i < bits; i++) {
                number = number << 1 | (flag() ? 1 : 0);
            }
            return number;
        }

        void skip(int bits) {
            number(bits);
        }

        /** A number with a sign behind it, or 0 if there is none. */
        int optional(int bits) {
            if (!flag()) {
                return 0;
            }
            int number = number(bits);
            return flag() ? -number : number;
        }
    }
}
