package io.facecloak.internal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The simplest lossless WebP (RFC 9649): no transforms, and eight bits for every sample. */
final class WebpEncoder {

    private static final int GREEN_SYMBOLS = 256 + 24;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int count;

    private WebpEncoder() {}

    static byte[] encode(BufferedImage picture) {
        return file(chunk("VP8L", new WebpEncoder().bitstream(picture)));
    }

    /** With an extended header that announces metadata. */
    static byte[] encode(BufferedImage picture, byte[] icc, byte[] exif, byte[] xmp) {
        byte[] header = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x20 | 0x10 | 0x08 | 0x04)
                .putInt(picture.getWidth() - 1 | picture.getHeight() - 1 << 24)
                .putShort((short) (picture.getHeight() - 1 >> 8))
                .array();
        return file(
                chunk("VP8X", header),
                chunk("ICCP", icc),
                chunk("VP8L", new WebpEncoder().bitstream(picture)),
                chunk("EXIF", exif),
                chunk("XMP ", xmp));
    }

    /** A lossy file, of a single chunk, with an extended header and metadata. */
    static byte[] described(byte[] lossy, int width, int height, byte[] icc, byte[] exif, byte[] xmp) {
        byte[] header = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x20 | 0x08 | 0x04)
                .putInt(width - 1 | height - 1 << 24)
                .putShort((short) (height - 1 >> 8))
                .array();
        byte[] picture = Arrays.copyOfRange(lossy, 12, lossy.length);
        return file(chunk("VP8X", header), chunk("ICCP", icc), picture, chunk("EXIF", exif), chunk("XMP ", xmp));
    }

    /** With an extended header that announces all kinds of metadata, and one more chunk. */
    static byte[] encode(BufferedImage picture, String type, byte[] data) {
        byte[] whole = encode(picture, new byte[0], new byte[0], new byte[0]);
        byte[] header = Arrays.copyOfRange(whole, 20, 30);
        return file(chunk("VP8X", header), chunk("VP8L", new WebpEncoder().bitstream(picture)), chunk(type, data));
    }

    private byte[] bitstream(BufferedImage picture) {
        out.write(0x2f);
        put(picture.getWidth() - 1, 14);
        put(picture.getHeight() - 1, 14);
        put(1, 1); // alpha is used
        put(0, 3); // version
        put(0, 1); // no transform
        put(0, 1); // no colour cache
        put(0, 1); // one group of prefix codes
        putCode(GREEN_SYMBOLS);
        putCode(256);
        putCode(256);
        putCode(256);
        put(1, 1); // distances: a simple code,
        put(0, 3); // of the one symbol 0
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int argb = picture.getRGB(x, y);
                putSymbol(argb >> 8);
                putSymbol(argb >> 16);
                putSymbol(argb);
                putSymbol(argb >>> 24);
            }
        }
        put(0, 7);
        return out.toByteArray();
    }

    /** A prefix code of eight bits for the symbols 0..255, none for the others. */
    private void putCode(int symbols) {
        put(0, 1); // not simple
        put(12 - 4, 4); // lengths of the first twelve code length codes, in the order 17 18 0 1 2 3 4 5 16 6 7 8
        for (int i = 0; i < 12; i++) {
            put(i == 2 || i == 11 ? 1 : 0, 3);
        }
        put(0, 1); // all symbols follow
        for (int i = 0; i < symbols; i++) {
            put(i < 256 ? 1 : 0, 1); // length 8, or none
        }
    }

    /** Prefix codes come with their most significant bit first. */
    private void putSymbol(int symbol) {
        put(Integer.reverse(symbol) >>> 24, 8);
    }

    private void put(int value, int bits) {
        pending |= value << count;
        count += bits;
        while (count >= 8) {
            out.write(pending);
            pending >>>= 8;
            count -= 8;
        }
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk =
                ByteBuffer.allocate(8 + data.length + (data.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        return chunk.put(type.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data)
                .array();
    }

    private static byte[] file(byte[]... chunks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : chunks) {
            body.writeBytes(chunk);
        }
        return chunk("RIFF", body.toByteArray());
    }
}
