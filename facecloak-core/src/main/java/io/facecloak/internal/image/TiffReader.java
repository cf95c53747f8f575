package io.facecloak.internal.image;

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
 * out and costs nothing else. Of BigTIFF, whose offsets have eight bytes, fields of that size become fields of four, so that what is read is a
 * classic structure in either case. For one structure, once.
 */
final class TiffReader {

    private static final int LONG8 = 16;
    private static final int SLONG8 = 17;
    private static final int IFD8 = 18;

    /** A value's place; fields that share it count once. */
    private record Place(int offset, int length) {}

    private final byte[] bytes;
    private final TiffLayout layout;
    private final ByteBuffer in;
    private final Set<Long> visited = new HashSet<>();
    private final Set<Place> places = new HashSet<>();

    /** Bytes that values may claim: sound ones hardly overlap, while thousands of hostile ones name nearly the same bytes. */
    private long budget;

    /** As {@link #budget}, for values that fields share: they are stored once, but looked at for each field. */
    private long sharedBudget;

    private TiffReader(byte[] bytes, TiffLayout layout, ByteOrder order) {
        this.bytes = bytes;
        this.layout = layout;
        this.in = ByteBuffer.wrap(bytes).order(order);
        this.budget = 2L * bytes.length + 4096;
        this.sharedBudget = 16L * bytes.length + 4096;
    }

    static Optional<TiffStructure> read(byte[] bytes) {
        return TiffLayout.of(bytes).flatMap(layout -> {
            ByteOrder order = TiffLayout.order(bytes);
            return new TiffReader(bytes, layout, order).structure(order);
        });
    }

    private Optional<TiffStructure> structure(ByteOrder order) {
        long first = layout.number(in, layout.first());
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
        return isInside(offset) && !visited.contains(offset);
    }

    private boolean isInside(long offset) {
        return offset >= layout.header() && offset <= bytes.length - layout.countBytes();
    }

    private TiffDirectory directory(long offset) {
        visited.add(offset);
        long count = layout.count(in, (int) offset);
        List<TiffEntry> entries = new ArrayList<>();
        Set<Integer> damaged = new HashSet<>();
        int offsetBytes = layout.offsetBytes();
        int at = (int) offset + layout.countBytes();
        long read = 0;
        for (; read < count && at + layout.entryBytes() <= bytes.length; read++, at += layout.entryBytes()) {
            int type = Short.toUnsignedInt(in.getShort(at + 2));
            if (size(type) > 0) {
                int tag = Short.toUnsignedInt(in.getShort(at));
                long values = layout.number(in, at + 4);
                long length = values > bytes.length ? Long.MAX_VALUE : values * size(type);
                long value = length <= offsetBytes ? at + 4L + offsetBytes : layout.number(in, at + 4 + offsetBytes);
                if (value <= bytes.length - length && isAffordable((int) value, (int) length)) {
                    classic(tag, type, (int) values, (int) value).ifPresentOrElse(entries::add, () -> damaged.add(tag));
                } else {
                    damaged.add(tag);
                }
            }
        }
        boolean whole = read == count && at + offsetBytes <= bytes.length;
        return new TiffDirectory(List.copyOf(entries), Set.copyOf(damaged), whole);
    }

    /** Bytes per value; BigTIFF has three types of its own. */
    private int size(int type) {
        boolean big = type == LONG8 || type == SLONG8 || type == IFD8;
        return big && layout == TiffLayout.BIG ? Long.BYTES : TiffEntry.size(type);
    }

    /** A field of a type that classic TIFF has; empty if a value is too large for that. */
    private Optional<TiffEntry> classic(int tag, int type, int count, int offset) {
        int narrow =
                switch (type) {
                    case LONG8 -> TiffEntry.LONG;
                    case SLONG8 -> TiffEntry.SLONG;
                    case IFD8 -> TiffEntry.IFD;
                    default -> type;
                };
        if (narrow == type) {
            return Optional.of(new TiffEntry(tag, type, count, bytes, offset));
        }
        ByteBuffer values = ByteBuffer.allocate(count * Integer.BYTES).order(in.order());
        for (int i = 0; i < count; i++) {
            long value = in.getLong(offset + i * Long.BYTES);
            boolean fits = narrow == TiffEntry.SLONG ? value == (int) value : value >>> Integer.SIZE == 0;
            if (!fits) {
                return Optional.empty();
            }
            values.putInt((int) value);
        }
        return Optional.of(TiffEntry.of(tag, narrow, values.array()));
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
        while (isInside(offset) && chain.add(offset)) {
            long count = Math.min(layout.count(in, (int) offset), bytes.length);
            long next = offset + layout.countBytes() + layout.entryBytes() * count;
            offset = next + layout.offsetBytes() <= bytes.length ? layout.number(in, (int) next) : 0;
        }
        return chain.size();
    }
}
