package io.facecloak.internal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A field of a TIFF directory. Its value is a view of the bytes that the structure holds, in the structure's byte order, so that nothing is
 * copied before it is known to be wanted.
 *
 * @param type of its values, from {@link #BYTE} to {@link #IFD}
 * @param count of its values
 * @param source the bytes in which the value lies
 * @param offset where it begins in {@code source}
 */
record TiffEntry(int tag, int type, int count, byte[] source, int offset) {

    static final int BYTE = 1;
    static final int ASCII = 2;
    static final int SHORT = 3;
    static final int LONG = 4;
    static final int UNDEFINED = 7;
    static final int SLONG = 9;
    static final int IFD = 13;

    /** Bytes per value of each type, from BYTE (1) to IFD (13). */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    /** Bytes per value; 0 for types that TIFF 6.0 does not define. */
    static int size(int type) {
        return type > 0 && type < SIZES.length ? SIZES[type] : 0;
    }

    /** @param value whole values of the type */
    static TiffEntry of(int tag, int type, byte[] value) {
        return new TiffEntry(tag, type, value.length / size(type), value, 0);
    }

    static TiffEntry ofShort(int tag, int value, ByteOrder order) {
        return of(
                tag,
                SHORT,
                ByteBuffer.allocate(Short.BYTES)
                        .order(order)
                        .putShort((short) value)
                        .array());
    }

    /** Bytes of the value. */
    int length() {
        return count * size(type);
    }

    byte[] value() {
        return Arrays.copyOfRange(source, offset, offset + length());
    }

    /** The values as whole, unsigned numbers; none for fractions, text and other types. */
    long[] numbers(ByteOrder order) {
        ByteBuffer in = ByteBuffer.wrap(source).order(order);
        long[] numbers = new long[isWhole() ? count : 0];
        Arrays.setAll(numbers, i -> switch (size(type)) {
            case 1 -> Byte.toUnsignedLong(in.get(offset + i));
            case 2 -> Short.toUnsignedLong(in.getShort(offset + 2 * i));
            default -> Integer.toUnsignedLong(in.getInt(offset + 4 * i));
        });
        return numbers;
    }

    private boolean isWhole() {
        return switch (type) {
            case BYTE, SHORT, LONG, 6, UNDEFINED, 8, SLONG, IFD -> true;
            default -> false;
        };
    }
}
