package io.facecloak.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Checks what a TIFF structure points to before parsers follow it: nothing behind its end, and nothing again and again. */
final class TiffStructure {

    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTE_COUNTS = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTE_COUNTS = 325;

    /** EXIF, GPS, interoperability, and further pictures. */
    private static final Set<Integer> DIRECTORIES = Set.of(34665, 34853, 40965, 330);

    /** Classic TIFF; 43 is BigTIFF. */
    private static final int VERSION = 42;

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
        if (!isBounded(bytes)) {
            throw PhotoFormatException.corrupt(name, "fields that overlap", null);
        }
        structure.checkDirectory(structure.unsigned(4), true);
    }

    /**
     * Whether the fields of all directories together are about as long as the structure. In hostile ones thousands of fields name the same
     * bytes, of which parsers make thousands of copies.
     */
    static boolean isBounded(byte[] tiff) {
        if (tiff.length < 8 || tiff[0] != tiff[1] || tiff[0] != 'I' && tiff[0] != 'M') {
            return false;
        }
        TiffStructure structure = new TiffStructure(tiff, "");
        return structure.file.getShort(2) == VERSION && structure.fieldBytes() <= 2L * tiff.length + 4096;
    }

    /** Bytes of the fields of all directories; what lies behind the end counts nothing, for nobody can read it. */
    private long fieldBytes() {
        long total = 0;
        Set<Long> seen = new HashSet<>();
        Deque<Long> directories = new ArrayDeque<>();
        directories.add(unsigned(4));
        while (!directories.isEmpty()) {
            long offset = directories.remove();
            if (offset + 2 > file.limit() || !seen.add(offset)) {
                continue;
            }
            int count = Short.toUnsignedInt(file.getShort((int) offset));
            long entry = offset + 2;
            for (int i = 0; i < count && entry + 12 <= file.limit(); i++, entry += 12) {
                int type = Short.toUnsignedInt(file.getShort((int) entry + 2));
                long length = type < SIZES.length ? unsigned((int) entry + 4) * SIZES[type] : 0;
                long at = length <= Integer.BYTES ? entry + 8 : unsigned((int) entry + 8);
                if (at + length <= file.limit()) {
                    total += 12 + length;
                    if (DIRECTORIES.contains(Short.toUnsignedInt(file.getShort((int) entry)))) {
                        for (long value = at; value + Integer.BYTES <= at + length; value += Integer.BYTES) {
                            directories.add(unsigned((int) value));
                        }
                    }
                }
                if (total > 4L * file.limit() + 4096) {
                    return total;
                }
            }
            if (entry + Integer.BYTES <= file.limit()) {
                directories.add(unsigned((int) entry));
            }
        }
        return total;
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
