package io.facecloak.internal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How the directories of a TIFF structure are laid out: classic TIFF counts and points with four bytes, BigTIFF with eight.
 *
 * @param header bytes before anything that an offset may name
 * @param countBytes of the number of a directory's fields
 * @param entryBytes of a field
 * @param offsetBytes of an offset, and of a number of values
 */
record TiffLayout(int header, int countBytes, int entryBytes, int offsetBytes) {

    static final TiffLayout CLASSIC = new TiffLayout(8, Short.BYTES, 12, Integer.BYTES);
    static final TiffLayout BIG = new TiffLayout(16, Long.BYTES, 20, Long.BYTES);

    private static final int CLASSIC_VERSION = 42;
    private static final int BIG_VERSION = 43;

    /** @return empty without the header of either */
    static Optional<TiffLayout> of(byte[] bytes) {
        if (bytes.length < CLASSIC.header || bytes[0] != bytes[1] || bytes[0] != 'I' && bytes[0] != 'M') {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(order(bytes));
        int version = in.getShort(2);
        if (version == CLASSIC_VERSION) {
            return Optional.of(CLASSIC);
        }
        boolean big = version == BIG_VERSION
                && bytes.length >= BIG.header
                && in.getShort(4) == BIG.offsetBytes
                && in.getShort(6) == 0;
        return big ? Optional.of(BIG) : Optional.empty();
    }

    static ByteOrder order(byte[] bytes) {
        return bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** Where the offset of the first directory stands. */
    int first() {
        return header - offsetBytes;
    }

    /** An offset or a number of values; one that is too large for an array is {@link Long#MAX_VALUE}. */
    long number(ByteBuffer in, int at) {
        if (offsetBytes == Integer.BYTES) {
            return Integer.toUnsignedLong(in.getInt(at));
        }
        long number = in.getLong(at);
        return number < 0 || number > Integer.MAX_VALUE ? Long.MAX_VALUE : number;
    }

    /** The number of a directory's fields; {@link Long#MAX_VALUE} if no array holds so many. */
    long count(ByteBuffer in, int at) {
        return countBytes == Short.BYTES ? Short.toUnsignedLong(in.getShort(at)) : number(in, at);
    }
}
