package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A WebP file. There is no WebP encoder in Java, so it is written as JPEG if it is lossy and has no transparency, else as PNG. */
final class WebpPhoto extends PluginPhoto {

    /** What says what the pixels are: the rest is metadata, animation, or unknown. */
    private static final List<String> PICTURE = List.of("VP8X", "ALPH", "VP8 ", "VP8L");

    /** The largest number of pixels on a side: 14 bits. */
    private static final int SIDE = 0x3fff;

    /** In the first byte of VP8X: there may be transparent pixels. */
    private static final int ALPHA = 0x10;

    private final boolean lossy;

    private record Chunk(String type, byte[] data) {}

    private WebpPhoto(String name, byte[] bytes, PhotoMetadata metadata, boolean lossy) throws IOException {
        super(name, PhotoFormat.WEBP, bytes, metadata);
        this.lossy = lossy;
    }

    static WebpPhoto parse(byte[] bytes, String name) throws IOException {
        List<Chunk> chunks = chunks(bytes, name);
        if (chunks.stream().anyMatch(chunk -> chunk.type().equals("ANMF"))) {
            throw new PhotoFormatException(name + " is an animated WebP; save one of its pictures as PNG or JPEG");
        }
        PhotoMetadata metadata = PhotoMetadata.of(
                first(chunks, "EXIF").map(WebpPhoto::withoutPrefix),
                first(chunks, "XMP "),
                first(chunks, "ICCP"),
                Optional.empty());
        return new WebpPhoto(name, bare(chunks), metadata, first(chunks, "VP8 ").isPresent());
    }

    /**
     * Whether a file is lossy and without transparency, as far as the heads of its chunks tell; false if they are damaged.
     *
     * @throws IOException if it cannot be read
     */
    static boolean isOpaqueLossy(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.skipNBytes(12);
            while (true) {
                ByteBuffer head = ByteBuffer.wrap(in.readNBytes(8)).order(ByteOrder.LITTLE_ENDIAN);
                String type = new String(head.array(), 0, Math.min(4, head.capacity()), StandardCharsets.ISO_8859_1);
                if (head.capacity() < 8 || type.equals("VP8L") || type.equals("ALPH")) {
                    return false;
                }
                if (type.equals("VP8 ")) {
                    return true;
                }
                long length = Integer.toUnsignedLong(head.getInt(4));
                if (type.equals("VP8X") && length > 0) {
                    if ((in.read() & ALPHA) != 0) {
                        return false;
                    }
                    in.skipNBytes(length - 1 + (length & 1));
                } else {
                    in.skipNBytes(length + (length & 1));
                }
            }
        } catch (EOFException e) {
            return false;
        }
    }

    /** How it is quantised if it is lossy. */
    private Optional<Vp8Header> quantised() throws PhotoFormatException {
        return first(chunks(bytes(), name()), "VP8 ").map(Vp8Header::parse);
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return lossy && !stored.getColorModel().hasAlpha() ? PhotoFormat.JPEG : PhotoFormat.PNG;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataRules rules) throws IOException {
        Optional<Vp8Header> quantised = quantised();
        if (quantised.isEmpty() || writtenAs(stored) == PhotoFormat.PNG) {
            return PngPhoto.encoded(stored, kept);
        }
        Vp8Header header = quantised.get();
        return JpegPhoto.encoded(
                stored,
                kept,
                JpegFrame.ofSteps(stored.getWidth(), stored.getHeight(), header.lumaStep(), header.chromaStep()));
    }

    @Override
    public BufferedImage decode() throws IOException {
        requireOneSize(chunks(bytes(), name()), name());
        return super.decode();
    }

    private static List<Chunk> chunks(byte[] bytes, String name) throws PhotoFormatException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 20) {
            throw PhotoFormatException.truncated(name);
        }
        long end = Integer.toUnsignedLong(in.getInt(4)) + 8;
        if (end > bytes.length) {
            throw PhotoFormatException.truncated(name);
        }
        in.limit((int) end).position(12);
        List<Chunk> chunks = new ArrayList<>();
        while (in.remaining() >= 8) {
            String type = new String(bytes, in.position(), 4, StandardCharsets.ISO_8859_1);
            int length = in.position(in.position() + 4).getInt();
            if (length < 0 || length > in.remaining()) {
                throw PhotoFormatException.truncated(name);
            }
            int data = in.position();
            chunks.add(new Chunk(type, Arrays.copyOfRange(bytes, data, data + length)));
            in.position(Math.min(in.limit(), data + length + (length & 1)));
        }
        return chunks;
    }

    /** The canvas is what limits are compared with, but the picture is what a decoder allocates. */
    private static void requireOneSize(List<Chunk> chunks, String name) throws PhotoFormatException {
        List<Chunk> pictures = chunks.stream()
                .filter(chunk -> chunk.type().equals("VP8 ") || chunk.type().equals("VP8L"))
                .toList();
        if (pictures.size() != 1) {
            throw PhotoFormatException.corrupt(name, pictures.size() + " pictures", null);
        }
        Optional<byte[]> canvas = first(chunks, "VP8X");
        byte[] picture = pictures.get(0).data();
        if (picture.length < 10 || canvas.isPresent() && canvas.get().length < 10) {
            throw PhotoFormatException.truncated(name);
        }
        if (canvas.isEmpty()) {
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(picture).order(ByteOrder.LITTLE_ENDIAN);
        boolean lossy = pictures.get(0).type().equals("VP8 ");
        // Lossy: a tag and a start code of three bytes each; lossless: a signature of one byte.
        int sides = lossy ? 0 : header.getInt(1);
        int width = lossy ? header.getShort(6) & SIDE : (sides & SIDE) + 1;
        int height = lossy ? header.getShort(8) & SIDE : (sides >> 14 & SIDE) + 1;
        ByteBuffer extended = ByteBuffer.wrap(canvas.get()).order(ByteOrder.LITTLE_ENDIAN);
        int canvasWidth = (extended.getInt(4) & 0xff_ffff) + 1;
        int canvasHeight = (extended.getInt(6) >>> 8) + 1;
        if (width != canvasWidth || height != canvasHeight) {
            throw PhotoFormatException.corrupt(
                    name,
                    "a picture of the size " + width + "x" + height + " on a canvas of " + canvasWidth + "x"
                            + canvasHeight,
                    null);
        }
    }

    /** Without metadata, so that the decoder leaves the colour numbers alone. */
    private static byte[] bare(List<Chunk> chunks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Chunk chunk : chunks) {
            if (PICTURE.contains(chunk.type())) {
                byte[] data = chunk.data().clone();
                if (chunk.type().equals("VP8X") && data.length > 0) {
                    data[0] &= ALPHA;
                }
                body.writeBytes(chunk.type().getBytes(StandardCharsets.ISO_8859_1));
                writeInt(data.length, body);
                body.writeBytes(data);
                if ((data.length & 1) == 1) {
                    body.write(0);
                }
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("RIFF".getBytes(StandardCharsets.ISO_8859_1));
        writeInt(body.size() + 4, file);
        file.writeBytes("WEBP".getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(body.toByteArray());
        return file.toByteArray();
    }

    private static void writeInt(int value, ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static Optional<byte[]> first(List<Chunk> chunks, String type) {
        return chunks.stream()
                .filter(chunk -> chunk.type().equals(type))
                .findFirst()
                .map(Chunk::data);
    }

    /** Some programs copy JPEG's prefix along. */
    private static byte[] withoutPrefix(byte[] exif) {
        return Signature.startsWith(exif, 0, "Exif\0\0") ? Arrays.copyOfRange(exif, 6, exif.length) : exif;
    }
}
