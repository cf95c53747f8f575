package io.facecloak.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the directories of a TIFF structure as TIFF 6.0 describes them: an offset of 0 ends the chain, several fields may share a value, and
 * directories may lie anywhere. A field or directory that lies outside the structure, or leads back to where the reader has been, is left
 * out and costs nothing else. For one structure, once.
 */
final class TiffReader {

    /** Classic TIFF; 43 is BigTIFF. */
    private static final int VERSION = 42;

    private static final int HEADER = 8;
    private static final int ENTRY = 12;

    /** A value's place; fields that share it count once. */
    private record Place(int offset, int length) {}

    private final byte[] bytes;
    private final ByteBuffer in;
    private final Set<Long> visited = new HashSet<>();
    private final Set<Place> places = new HashSet<>();

    /** Bytes that values may claim: sound ones hardly overlap, while thousands of hostile ones name nearly the same bytes. */
    private long budget;

    /** As {@link #budget}, for values that fields share: they are stored once, but looked at for each field. */
    private long sharedBudget;

    private TiffReader(byte[] bytes, ByteOrder order) {
        this.bytes = bytes;
        this.in = ByteBuffer.wrap(bytes).order(order);
        this.budget = 2L * bytes.length + 4096;
        this.sharedBudget = 16L * bytes.length + 4096;
    }

    static Optional<TiffStructure> read(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != bytes[1] || bytes[0] != 'I' && bytes[0] != 'M') {
            return Optional.empty();
        }
        ByteOrder order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        TiffReader reader = new TiffReader(bytes, order);
        return reader.in.getShort(2) == VERSION ? reader.structure(order) : Optional.empty();
    }

    private Optional<TiffStructure> structure(ByteOrder order) {
        long first = unsigned(4);
        if (!isDirectory(first)) {
            return Optional.empty();
        }
        TiffDirectory root = directory(first);
        TiffDirectory exif = pointedTo(root, TiffStructure.EXIF);
        TiffDirectory gps = pointedTo(root, TiffStructure.GPS);
        TiffDirectory interoperability = pointedTo(exif, TiffStructure.INTEROPERABILITY);
        return Optional.of(new TiffStructure(order, root, exif, interoperability, gps, chainLength(first)));
    }

    private TiffDirectory pointedTo(TiffDirectory from, int tag) {
        return from.find(tag)
                .map(entry -> entry.numbers(in.order()))
                .filter(offsets -> offsets.length > 0 && isDirectory(offsets[0]))
                .map(offsets -> directory(offsets[0]))
                .orElse(TiffDirectory.EMPTY);
    }

    private boolean isDirectory(long offset) {
        return offset >= HEADER && offset + Short.BYTES <= bytes.length && !visited.contains(offset);
    }

    private TiffDirectory directory(long offset) {
        visited.add(offset);
        int count = Short.toUnsignedInt(in.getShort((int) offset));
        List<TiffEntry> entries = new ArrayList<>();
        Set<Integer> damaged = new HashSet<>();
        int at = (int) offset + Short.BYTES;
        for (int i = 0; i < count && at + ENTRY <= bytes.length; i++, at += ENTRY) {
            int type = Short.toUnsignedInt(in.getShort(at + 2));
            if (TiffEntry.size(type) > 0) {
                int tag = Short.toUnsignedInt(in.getShort(at));
                long values = unsigned(at + 4);
                long length = values * TiffEntry.size(type);
                long value = length <= Integer.BYTES ? at + 8L : unsigned(at + 8);
                if (value + length <= bytes.length && isAffordable((int) value, (int) length)) {
                    entries.add(new TiffEntry(tag, type, (int) values, bytes, (int) value));
                } else {
                    damaged.add(tag);
                }
            }
        }
        boolean whole = at + Integer.BYTES <= bytes.length && at == offset + Short.BYTES + (long) ENTRY * count;
        return new TiffDirectory(List.copyOf(entries), Set.copyOf(damaged), whole);
    }

    private boolean isAffordable(int offset, int length) {
        if (length <= Integer.BYTES) {
            return true;
        }
        if (places.contains(new Place(offset, length))) {
            sharedBudget -= length;
            return sharedBudget >= 0;
        }
        if (length > budget) {
            return false;
        }
        budget -= length;
        return places.add(new Place(offset, length));
    }

    private int chainLength(long first) {
        Set<Long> chain = new HashSet<>();
        long offset = first;
        while (offset >= HEADER && offset + Short.BYTES <= bytes.length && chain.add(offset)) {
            long next = offset + Short.BYTES + (long) ENTRY * Short.toUnsignedInt(in.getShort((int) offset));
            offset = next + Integer.BYTES <= bytes.length ? unsigned((int) next) : 0;
        }
        return chain.size();
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(in.getInt(offset));
    }
}
