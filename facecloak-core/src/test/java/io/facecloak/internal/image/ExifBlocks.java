package io.facecloak.internal.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** EXIF byte by byte, as sound, careless and hostile programs write it. */
final class ExifBlocks {

    /** @param offset where the value lies; 0: inside the entry or behind the directories */
    record Field(int tag, int type, int count, byte[] value, int offset) {}

    private ExifBlocks() {}

    static Field ascii(int tag, String latin1) {
        byte[] value = (latin1 + "\0").getBytes(StandardCharsets.ISO_8859_1);
        return new Field(tag, 2, value.length, value, 0);
    }

    static Field undefined(int tag, byte[] value) {
        return new Field(tag, 7, value.length, value, 0);
    }

    static Field shortValue(int tag, int value) {
        return new Field(tag, 3, 1, new byte[] {(byte) value, (byte) (value >> 8), 0, 0}, 0);
    }

    static Field pointer(int tag, int offset) {
        return new Field(
                tag,
                4,
                1,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(offset)
                        .array(),
                0);
    }

    /** One directory. */
    static byte[] block(Field... fields) {
        return block(0, List.of(fields));
    }

    /** A chain of directories, the last followed by {@code next}; little-endian. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static byte[] block(int next, List<Field>... directories) {
        int size = 8
                + Arrays.stream(directories)
                        .mapToInt(fields -> 6 + 12 * fields.size())
                        .sum();
        int all = size
                + Arrays.stream(directories)
                        .flatMap(List::stream)
                        .mapToInt(field -> field.value().length + 1)
                        .sum();
        ByteBuffer out = ByteBuffer.allocate(all).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
        int values = size;
        List<Field> stored = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int d = 0; d < directories.length; d++) {
            out.putShort((short) directories[d].size());
            for (Field field : directories[d]) {
                out.putShort((short) field.tag()).putShort((short) field.type()).putInt(field.count());
                if (field.offset() != 0) {
                    out.putInt(field.offset());
                } else if (field.value().length <= 4) {
                    out.put(field.value()).put(new byte[4 - field.value().length]);
                } else {
                    out.putInt(values);
                    stored.add(field);
                    places.add(values);
                    values += field.value().length + (field.value().length & 1);
                }
            }
            out.putInt(d + 1 < directories.length ? out.position() + 4 : next);
        }
        for (int i = 0; i < stored.size(); i++) {
            out.put(places.get(i), stored.get(i).value());
        }
        return out.array();
    }

    static byte[] jpeg() throws IOException {
        return TestPictures.jpeg(TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR), 0.8f, false);
    }

    /** A JPEG file with an EXIF segment. */
    static byte[] jpeg(byte[] exif) throws IOException {
        return Metadata.withSegment(jpeg(), 0xe1, concat("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), exif));
    }

    static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(all::put);
        return all.array();
    }
}
