package io.facecloak.heif;

import java.nio.ByteBuffer;

/**
 * The sizes that coded pictures say of themselves, by which codecs allocate, whatever the file around them says. What is not legible says
 * 0×0, and is left to the codec to refuse.
 *
 * @param width in pixels
 * @param height in pixels
 */
record CodedSize(long width, long height) {

    private static final CodedSize NONE = new CodedSize(0, 0);

    private static final int SEQUENCE_PARAMETERS = 33;
    private static final int SEQUENCE_HEADER = 1;

    long pixels() {
        return width * height;
    }

    /** Of an HEVC unit (ITU-T H.265, 7.3.2.2), if it holds sequence parameters. */
    static CodedSize ofHevc(ByteBuffer unit) {
        if (unit.remaining() < 3 || (unit.get(unit.position()) >> 1 & 0x3f) != SEQUENCE_PARAMETERS) {
            return NONE;
        }
        Bits bits = Bits.ofHevc(unit.slice(unit.position() + 2, unit.remaining() - 2));
        bits.skip(4);
        int layers = (int) bits.read(3);
        bits.skip(1);
        // General profile and level.
        bits.skip(88 + 8);
        boolean[] profile = new boolean[layers];
        boolean[] level = new boolean[layers];
        for (int i = 0; i < layers; i++) {
            profile[i] = bits.read(1) == 1;
            level[i] = bits.read(1) == 1;
        }
        if (layers > 0) {
            bits.skip(2 * (8 - layers));
        }
        for (int i = 0; i < layers; i++) {
            bits.skip((profile[i] ? 88 : 0) + (level[i] ? 8 : 0));
        }
        bits.readExponential();
        long chroma = bits.readExponential();
        if (chroma == 3) {
            bits.skip(1);
        }
        long width = bits.readExponential();
        long height = bits.readExponential();
        return bits.exhausted() ? NONE : new CodedSize(width, height);
    }

    /** The largest of the sequence headers in AV1 units (AV1 bitstream specification, 5.5). */
    static CodedSize ofAv1(ByteBuffer units) {
        CodedSize largest = NONE;
        int at = units.position();
        while (at < units.limit()) {
            int header = units.get(at++);
            boolean extended = (header & 4) != 0;
            boolean sized = (header & 2) != 0;
            at += extended ? 1 : 0;
            long size = units.limit() - at;
            if (sized) {
                size = 0;
                for (int i = 0; i < 8 && at < units.limit(); i++) {
                    int part = units.get(at++);
                    size |= (long) (part & 0x7f) << 7 * i;
                    if (part >= 0) {
                        break;
                    }
                }
            }
            if (size < 0 || size > units.limit() - at) {
                break;
            }
            if ((header >> 3 & 0xf) == SEQUENCE_HEADER) {
                CodedSize told = sequence(new Bits(units.slice(at, (int) size)));
                largest = told.pixels() > largest.pixels() ? told : largest;
            }
            at += (int) size;
        }
        return largest;
    }

    private static CodedSize sequence(Bits bits) {
        bits.skip(4);
        boolean reduced = bits.read(1) == 1;
        if (reduced) {
            bits.skip(5);
        } else {
            operatingPoints(bits);
        }
        int widthBits = (int) bits.read(4) + 1;
        int heightBits = (int) bits.read(4) + 1;
        long width = bits.read(widthBits) + 1;
        long height = bits.read(heightBits) + 1;
        return bits.exhausted() ? NONE : new CodedSize(width, height);
    }

    private static void operatingPoints(Bits bits) {
        boolean timing = bits.read(1) == 1;
        boolean model = false;
        int delayBits = 0;
        if (timing) {
            bits.skip(64);
            if (bits.read(1) == 1) {
                bits.readExponential();
            }
            model = bits.read(1) == 1;
            if (model) {
                delayBits = (int) bits.read(5) + 1;
                bits.skip(32 + 10);
            }
        }
        boolean delays = bits.read(1) == 1;
        int points = (int) bits.read(5) + 1;
        for (int i = 0; i < points; i++) {
            bits.skip(12);
            if (bits.read(5) > 7) {
                bits.skip(1);
            }
            if (model && bits.read(1) == 1) {
                bits.skip(2 * delayBits + 1);
            }
            if (delays && bits.read(1) == 1) {
                bits.skip(4);
            }
        }
    }
}
