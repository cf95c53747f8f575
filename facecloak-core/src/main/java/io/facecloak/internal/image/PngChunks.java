package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** The chunks of a PNG file, each with a sound checksum, from IHDR to IEND. */
public record PngChunks(List<Chunk> all) {

    private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    /** @param type four letters */
    public record Chunk(String type, byte[] data) {}

    /** @throws PhotoFormatException if the file ends before its IEND chunk, or a chunk is damaged */
    public static PngChunks parse(byte[] bytes, String name) throws PhotoFormatException {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.position(SIGNATURE.length());
        while (true) {
            if (in.remaining() < 12) {
                throw PhotoFormatException.truncated(name);
            }
            int length = in.getInt();
            if (length < 0) {
                throw PhotoFormatException.corrupt(name, "a chunk of negative length", null);
            }
            if (in.remaining() - 8 < length) {
                throw PhotoFormatException.truncated(name);
            }
            int start = in.position();
            CRC32 crc = new CRC32();
            crc.update(bytes, start, length + 4);
            String type = new String(bytes, start, 4, StandardCharsets.ISO_8859_1);
            in.position(start + 4 + length);
            if (in.getInt() != (int) crc.getValue()) {
                throw PhotoFormatException.corrupt(name, "checksum of chunk " + type, null);
            }
            chunks.add(new Chunk(type, Arrays.copyOfRange(bytes, start + 4, start + 4 + length)));
            if (type.equals("IEND")) {
                return new PngChunks(List.copyOf(chunks));
            }
        }
    }

    public static byte[] file(List<Chunk> chunks) {
        int size = SIGNATURE.length()
                + chunks.stream().mapToInt(chunk -> chunk.data().length + 12).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        out.writeBytes(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
        for (Chunk chunk : chunks) {
            byte[] type = chunk.type().getBytes(StandardCharsets.ISO_8859_1);
            CRC32 crc = new CRC32();
            crc.update(type);
            crc.update(chunk.data());
            writeInt(chunk.data().length, out);
            out.writeBytes(type);
            out.writeBytes(chunk.data());
            writeInt((int) crc.getValue(), out);
        }
        return out.toByteArray();
    }

    private static void writeInt(int value, ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }
}
