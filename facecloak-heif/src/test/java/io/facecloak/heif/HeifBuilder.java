package io.facecloak.heif;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds HEIF files out of coded pictures, box by box, sound ones and others. */
final class HeifBuilder {

    /** A coded picture, taken out of a file. */
    record Coded(String type, byte[] configuration, byte[] data, int width, int height) {

        /** The main picture of a file that libheif wrote. */
        static Coded of(byte[] heif) {
            ByteBuffer file = ByteBuffer.wrap(heif);
            Box meta = find(Box.in(file, 0, heif.length), "meta");
            List<Box> children = meta.children(4);
            int primary = Short.toUnsignedInt(find(children, "pitm").content().getShort(4));
            String type = "";
            for (Box entry : find(children, "iinf").children(6)) {
                if (Short.toUnsignedInt(entry.content().getShort(4)) == primary) {
                    type = Box.text(entry.content(), 8);
                }
            }
            Box properties = find(find(children, "iprp").children(0), "ipco");
            Box configuration = find(properties.children(0), type.equals("av01") ? "av1C" : "hvcC");
            Box size = find(properties.children(0), "ispe");
            return new Coded(
                    type,
                    bytes(configuration),
                    data(find(children, "iloc").content(), primary, file),
                    size.content().getInt(4),
                    size.content().getInt(8));
        }

        private static byte[] data(ByteBuffer places, int id, ByteBuffer file) {
            int version = places.get(0);
            places.position(4);
            int sizes = places.getShort();
            int count = places.getShort();
            for (int i = 0; i < count; i++) {
                int item = Short.toUnsignedInt(places.getShort());
                if (version > 0) {
                    places.getShort();
                }
                places.getShort();
                long base = (sizes >> 4 & 0xf) == 0 ? 0 : places.getInt();
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                int extents = places.getShort();
                for (int part = 0; part < extents; part++) {
                    int offset = (int) base + places.getInt();
                    byte[] bytes = new byte[places.getInt()];
                    file.get(offset, bytes);
                    data.writeBytes(bytes);
                }
                if (item == id) {
                    return data.toByteArray();
                }
            }
            throw new IllegalArgumentException("no item " + id);
        }

        private static Box find(List<Box> boxes, String type) {
            return boxes.stream()
                    .filter(box -> box.type().equals(type))
                    .findFirst()
                    .orElseThrow();
        }

        private static byte[] bytes(Box box) {
            byte[] content = new byte[box.length()];
            box.content().get(content);
            return box(box.type(), content);
        }
    }

    private record Item(int id, String type, byte[] name, byte[] data, List<Integer> properties) {}

    private record Reference(String type, int from, int[] to) {}

    private final List<byte[]> properties = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private String major = "heic";
    private List<String> brands = List.of("mif1", "heic");
    private int primary = 1;

    HeifBuilder brands(String newMajor, String... compatible) {
        major = newMajor;
        brands = List.of(compatible);
        return this;
    }

    HeifBuilder primary(int id) {
        primary = id;
        return this;
    }

    /** @return the picture's number */
    int picture(Coded coded, byte[]... further) {
        List<byte[]> own = new ArrayList<>(List.of(coded.configuration(), size(coded.width(), coded.height())));
        own.addAll(List.of(further));
        return item(coded.type(), new byte[0], coded.data(), own);
    }

    /** Tiles side by side and below one another, cropped to a size. */
    int grid(int columns, int rows, int width, int height, int told, List<Integer> tiles) {
        byte[] data = ByteBuffer.allocate(8)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) (rows - 1))
                .put((byte) (columns - 1))
                .putShort((short) width)
                .putShort((short) told)
                .array();
        int id = item("grid", new byte[0], data, List.of(size(width, height)));
        refer("dimg", id, tiles.stream().mapToInt(Integer::intValue).toArray());
        return id;
    }

    int exif(byte[] tiff, int of) {
        byte[] data = ByteBuffer.allocate(4 + 6 + tiff.length)
                .putInt(6)
                .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
                .put(tiff)
                .array();
        int id = item("Exif", new byte[0], data, List.of());
        refer("cdsc", id, of);
        return id;
    }

    int xmp(byte[] packet, String encoding, int of) {
        byte[] type = ("application/rdf+xml\0" + encoding + "\0").getBytes(StandardCharsets.ISO_8859_1);
        int id = item("mime", type, packet, List.of());
        refer("cdsc", id, of);
        return id;
    }

    void refer(String type, int from, int... to) {
        references.add(new Reference(type, from, to));
    }

    private int item(String type, byte[] name, byte[] data, List<byte[]> own) {
        List<Integer> numbers = new ArrayList<>();
        for (byte[] property : own) {
            properties.add(property);
            numbers.add(properties.size());
        }
        items.add(new Item(items.size() + 1, type, name, data, numbers));
        return items.size();
    }

    byte[] file() {
        byte[] type = box("ftyp", joined(ascii(major), new byte[4], ascii(String.join("", brands))));
        int metaSize = meta(0).length;
        byte[] meta = meta(type.length + metaSize + 8);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        items.forEach(item -> data.writeBytes(item.data()));
        return joined(type, meta, box("mdat", data.toByteArray()));
    }

    private byte[] meta(int firstByte) {
        return full(
                "meta",
                0,
                full("hdlr", 0, new byte[4], ascii("pict"), new byte[13]),
                full("pitm", 0, shorts(primary)),
                places(firstByte),
                types(),
                references.isEmpty() ? new byte[0] : referenceBoxes(),
                box("iprp", box("ipco", joined(properties.toArray(byte[][]::new))), associations()));
    }

    private byte[] places(int firstByte) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x44, 0});
        out.writeBytes(shorts(items.size()));
        int at = firstByte;
        for (Item item : items) {
            out.writeBytes(shorts(item.id(), 0, 1));
            out.writeBytes(ints(at, item.data().length));
            at += item.data().length;
        }
        return full("iloc", 0, out.toByteArray());
    }

    private byte[] types() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(shorts(items.size()));
        for (Item item : items) {
            out.writeBytes(full("infe", 2, shorts(item.id(), 0), ascii(item.type()), new byte[1], item.name()));
        }
        return full("iinf", 0, out.toByteArray());
    }

    private byte[] referenceBoxes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Reference reference : references) {
            out.writeBytes(
                    box(reference.type(), shorts(reference.from(), reference.to().length), shorts(reference.to())));
        }
        return full("iref", 0, out.toByteArray());
    }

    private byte[] associations() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ints(items.size()));
        for (Item item : items) {
            out.writeBytes(shorts(item.id()));
            out.write(item.properties().size());
            item.properties().forEach(out::write);
        }
        return full("ipma", 0, out.toByteArray());
    }

    static byte[] size(int width, int height) {
        return full("ispe", 0, ints(width, height));
    }

    /** @param quarters of a turn, against the clock */
    static byte[] turned(int quarters) {
        return box("irot", new byte[] {(byte) quarters});
    }

    /** @param axis 0: top and bottom change places, 1: left and right */
    static byte[] mirrored(int axis) {
        return box("imir", new byte[] {(byte) axis});
    }

    static byte[] colour(int primaries, int transfer, int matrix, boolean full) {
        return box("colr", ascii("nclx"), shorts(primaries, transfer, matrix), new byte[] {(byte) (full ? 0x80 : 0)});
    }

    static byte[] profile(byte[] icc) {
        return box("colr", ascii("prof"), icc);
    }

    static byte[] auxiliary(String type) {
        return full("auxC", 0, ascii(type), new byte[1]);
    }

    static byte[] box(String type, byte[]... parts) {
        byte[] content = joined(parts);
        return joined(ints(8 + content.length), ascii(type), content);
    }

    private static byte[] full(String type, int version, byte[]... parts) {
        return box(type, new byte[] {(byte) version, 0, 0, 0}, joined(parts));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] shorts(int... values) {
        ByteBuffer out = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            out.putShort((short) value);
        }
        return out.array();
    }

    private static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }
}
