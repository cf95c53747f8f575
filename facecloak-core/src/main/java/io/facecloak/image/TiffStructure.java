package io.facecloak.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/** Checks that nothing a TIFF file's first picture points to lies behind the end of the file. */
final class TiffStructure {

    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTE_COUNTS = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTE_COUNTS = 325;

    /** EXIF and GPS. */
    private static final Set<Integer> DIRECTORIES = Set.of(34665, 34853);

    /** Bytes per value of each field type, from BYTE (1) to IFD (13). */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    private static final int SHORT = 3;

    private final ByteBuffer file;
    private final String name;

    private TiffStructure(byte[] bytes, String name) {
        this.file = ByteBuffer.wrap(bytes).order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        this.name = name;
    }

    /** @throws PhotoFormatException if a directory, a value or pixel data is cut off */
    static void requireComplete(byte[] bytes, String name) throws PhotoFormatException {
        TiffStructure structure = new TiffStructure(bytes, name);
        structure.requireInside(0, 8);
        structure.checkDirectory(structure.unsigned(4), true);
    }

    private void checkDirectory(long offset, boolean picture) throws PhotoFormatException {
        requireInside(offset, 2);
        int count = Short.toUnsignedInt(file.getShort((int) offset));
        requireInside(offset, 2 + 12L * count);
        long[] stripOffsets = {};
        long[] stripCounts = {};
        long[] tileOffsets = {};
        long[] tileCounts = {};
        for (int i = 0; i < count; i++) {
            int entry = (int) offset + 2 + 12 * i;
            int tag = Short.toUnsignedInt(file.getShort(entry));
            long[] values = checkField(entry);
            switch (tag) {
                case STRIP_OFFSETS -> stripOffsets = values;
                case STRIP_BYTE_COUNTS -> stripCounts = values;
                case TILE_OFFSETS -> tileOffsets = values;
                case TILE_BYTE_COUNTS -> tileCounts = values;
                default -> {
                    if (picture && DIRECTORIES.contains(tag) && values.length == 1) {
                        checkDirectory(values[0], false);
                    }
                }
            }
        }
        checkPixels(stripOffsets, stripCounts);
        checkPixels(tileOffsets, tileCounts);
    }

    private void checkPixels(long[] offsets, long[] counts) throws PhotoFormatException {
        for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
            requireInside(offsets[i], counts[i]);
        }
    }

    /** Whole numbers of a field; nothing for other types. */
    private long[] checkField(int entry) throws PhotoFormatException {
        int type = Short.toUnsignedInt(file.getShort(entry + 2));
        long count = unsigned(entry + 4);
        if (type >= SIZES.length) {
            return new long[0];
        }
        long length = count * SIZES[type];
        long offset = length <= 4 ? entry + 8 : unsigned(entry + 8);
        requireInside(offset, length);
        if (type != SHORT && SIZES[type] != Integer.BYTES) {
            return new long[0];
        }
        long[] values = new long[(int) count];
        Arrays.setAll(
                values,
                i -> type == SHORT
                        ? Short.toUnsignedLong(file.getShort((int) offset + 2 * i))
                        : unsigned((int) offset + 4 * i));
        return values;
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(file.getInt(offset));
    }

    private void requireInside(long offset, long length) throws PhotoFormatException {
        if (offset + length > file.limit()) {
            throw PhotoFormatException.truncated(name);
        }
    }
}
