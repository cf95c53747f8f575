package io.facecloak.internal.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lays out the directories of a TIFF structure, their values as they were read, byte by byte; what fields shared, they still share. */
final class TiffWriter {

    private static final int HEADER = 8;
    private static final int ENTRY = 12;

    /** Arrays are equal only if they are the same. */
    private record Place(byte[] source, int offset, int length) {
        static Place of(TiffEntry entry) {
            return new Place(entry.source(), entry.offset(), entry.length());
        }
    }

    private final ByteOrder order;
    private final int start;
    private final ByteArrayOutputStream directories = new ByteArrayOutputStream();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final Map<Place, Integer> offsets = new HashMap<>();
    private int firstValue;

    /** @param start where the first directory comes to lie */
    private TiffWriter(ByteOrder order, int start) {
        this.order = order;
        this.start = start;
    }

    /** A structure with nothing but these directories. */
    static byte[] block(TiffStructure structure) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(structure.order(), HEADER));
        out.writeBytes(new TiffWriter(structure.order(), HEADER).directories(structure));
        return out.toByteArray();
    }

    /** As {@link #block}, with a value that refers to itself by offsets (a maker's note) at the same place as before. */
    static byte[] block(TiffStructure structure, TiffEntry pinned) {
        int end = pinned.offset() + pinned.length();
        int behind = end + (end & 1);
        int size = pinned(structure, HEADER, pinned).length;
        boolean before = HEADER + size <= pinned.offset();
        int start = before ? HEADER : behind;
        byte[] block = new byte[before ? end : behind + size];
        System.arraycopy(header(structure.order(), start), 0, block, 0, HEADER);
        System.arraycopy(pinned(structure, start, pinned), 0, block, start, size);
        System.arraycopy(pinned.source(), pinned.offset(), block, pinned.offset(), pinned.length());
        return block;
    }

    private static byte[] pinned(TiffStructure structure, int start, TiffEntry pinned) {
        TiffWriter writer = new TiffWriter(structure.order(), start);
        writer.offsets.put(Place.of(pinned), pinned.offset());
        return writer.directories(structure);
    }

    /** A file of the same byte order, its own directories replaced by these, which may refer to what is in it. */
    static byte[] appended(byte[] file, TiffStructure structure) {
        int start = file.length + (file.length & 1);
        byte[] added = new TiffWriter(structure.order(), start).directories(structure);
        byte[] all = new byte[start + added.length];
        System.arraycopy(file, 0, all, 0, file.length);
        System.arraycopy(header(structure.order(), start), 0, all, 0, HEADER);
        System.arraycopy(added, 0, all, start, added.length);
        return all;
    }

    private static byte[] header(ByteOrder order, int first) {
        byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
        return ByteBuffer.allocate(HEADER)
                .order(order)
                .put(mark)
                .put(mark)
                .putShort((short) 42)
                .putInt(first)
                .array();
    }

    private byte[] directories(TiffStructure structure) {
        List<TiffEntry> interoperability = sorted(structure.interoperability());
        List<TiffEntry> exif = sorted(structure.exif());
        List<TiffEntry> gps = sorted(structure.gps());
        List<TiffEntry> root = sorted(structure.root());
        // Each directory is measured with the pointers that it will get.
        boolean hasExif = !exif.isEmpty() || !interoperability.isEmpty();
        int rootSize = size(root.size() + (hasExif ? 1 : 0) + (gps.isEmpty() ? 0 : 1));
        int exifSize = hasExif ? size(exif.size() + (interoperability.isEmpty() ? 0 : 1)) : 0;
        int interoperabilitySize = interoperability.isEmpty() ? 0 : size(interoperability.size());
        int exifStart = start + rootSize;
        int interoperabilityStart = exifStart + exifSize;
        int gpsStart = interoperabilityStart + interoperabilitySize;
        firstValue = gpsStart + (gps.isEmpty() ? 0 : size(gps.size()));
        Map<Integer, Integer> fromRoot = new HashMap<>();
        if (hasExif) {
            fromRoot.put(TiffStructure.EXIF, exifStart);
        }
        if (!gps.isEmpty()) {
            fromRoot.put(TiffStructure.GPS, gpsStart);
        }
        put(root, fromRoot);
        if (hasExif) {
            put(
                    exif,
                    interoperability.isEmpty()
                            ? Map.of()
                            : Map.of(TiffStructure.INTEROPERABILITY, interoperabilityStart));
        }
        if (!interoperability.isEmpty()) {
            put(interoperability, Map.of());
        }
        if (!gps.isEmpty()) {
            put(gps, Map.of());
        }
        directories.writeBytes(values.toByteArray());
        return directories.toByteArray();
    }

    private static int size(int entries) {
        return Short.BYTES + ENTRY * entries + Integer.BYTES;
    }

    private static List<TiffEntry> sorted(TiffDirectory directory) {
        return directory
                .kept(entry -> entry.tag() != TiffStructure.EXIF
                        && entry.tag() != TiffStructure.GPS
                        && entry.tag() != TiffStructure.INTEROPERABILITY)
                .entries()
                .stream()
                .sorted(Comparator.comparingInt(TiffEntry::tag))
                .toList();
    }

    private void put(List<TiffEntry> entries, Map<Integer, Integer> pointers) {
        TiffDirectory all = TiffDirectory.of(entries);
        for (Map.Entry<Integer, Integer> pointer : pointers.entrySet()) {
            byte[] offset = ByteBuffer.allocate(Integer.BYTES)
                    .order(order)
                    .putInt(pointer.getValue())
                    .array();
            all = all.with(TiffEntry.of(pointer.getKey(), TiffEntry.LONG, offset));
        }
        ByteBuffer directory = ByteBuffer.allocate(size(all.entries().size())).order(order);
        directory.putShort((short) all.entries().size());
        for (TiffEntry entry : all.entries()) {
            directory
                    .putShort((short) entry.tag())
                    .putShort((short) entry.type())
                    .putInt(entry.count());
            if (entry.length() <= Integer.BYTES) {
                directory.put(entry.value()).put(new byte[Integer.BYTES - entry.length()]);
            } else {
                directory.putInt(offsets.computeIfAbsent(Place.of(entry), place -> store(entry)));
            }
        }
        directories.writeBytes(directory.putInt(0).array());
    }

    private int store(TiffEntry entry) {
        if ((values.size() & 1) == 1) {
            values.write(0);
        }
        int offset = firstValue + values.size();
        values.write(entry.source(), entry.offset(), entry.length());
        return offset;
    }
}
