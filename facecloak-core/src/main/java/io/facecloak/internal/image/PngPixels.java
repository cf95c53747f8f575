package io.facecloak.internal.image;

import io.facecloak.internal.image.PngChunks.Chunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The chunks of a PNG file that say what its pixels are, without what decoders do not read of them. */
final class PngPixels {

    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GRAY_ALPHA = 4;

    /** Where each pass of an interlaced picture begins, and its steps: x, y, step of x, step of y. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private final int width;
    private final int height;
    private final int depth;
    private final int colours;
    private final boolean interlaced;

    private PngPixels(byte[] header) {
        ByteBuffer in = ByteBuffer.wrap(header);
        width = in.getInt();
        height = in.getInt();
        depth = in.get();
        colours = in.get();
        interlaced = header[12] == 1;
    }

    /**
     * @param chunks from IHDR on
     * @return IHDR, a palette and transparency of sound lengths, and the pixels
     */
    static List<Chunk> of(List<Chunk> chunks) {
        PngPixels pixels = new PngPixels(chunks.get(0).data());
        return chunks.stream()
                .filter(chunk -> chunk.type().equals("IHDR") || pixels.isSound(chunk))
                .toList();
    }

    /** As {@link #of}, and without what stands in and behind the compressed pixels but is none. */
    static List<Chunk> tight(List<Chunk> chunks) {
        PngPixels pixels = new PngPixels(chunks.get(0).data());
        List<Chunk> all = of(chunks);
        Optional<byte[]> tightened = pixels.tightened(all);
        return tightened.isEmpty() ? all : withPixels(all, tightened.get());
    }

    /** As {@link #of}, of a file that Java's encoder wrote, in less space where its samples have whole bytes. */
    static List<Chunk> dense(List<Chunk> chunks) throws IOException {
        PngPixels pixels = new PngPixels(chunks.get(0).data());
        List<Chunk> all = of(chunks);
        return pixels.interlaced || pixels.depth < 8 || pixels.colours == PALETTE
                ? all
                : withPixels(all, pixels.filtered(joined(all)));
    }

    private byte[] filtered(byte[] stored) throws IOException {
        byte[] rows;
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(stored))) {
            rows = in.readNBytes((int) rawLength());
        }
        int step = samples() * depth / 8;
        PngFilters.choose(rows, 1 + width * step, step);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setStrategy(Deflater.FILTERED);
        ByteArrayOutputStream out = new ByteArrayOutputStream(rows.length / 2);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, 1 << 16)) {
            deflated.write(rows);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static byte[] joined(List<Chunk> chunks) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        chunks.stream().filter(chunk -> chunk.type().equals("IDAT")).forEach(chunk -> joined.writeBytes(chunk.data()));
        return joined.toByteArray();
    }

    private static List<Chunk> withPixels(List<Chunk> chunks, byte[] stored) {
        return Stream.concat(
                        chunks.stream().filter(chunk -> !chunk.type().equals("IDAT")),
                        Stream.of(new Chunk("IDAT", stored)))
                .toList();
    }

    private boolean isSound(Chunk chunk) {
        int length = chunk.data().length;
        return switch (chunk.type()) {
            // Elsewhere it is advice to devices of few colours.
            case "PLTE" -> colours == PALETTE && length <= 3 * 256 && length % 3 == 0;
            case "tRNS" ->
                switch (colours) {
                    case GRAY -> length == 2;
                    case RGB -> length == 6;
                    case PALETTE -> length <= 256;
                    default -> false;
                };
            case "IDAT" -> true;
            default -> false;
        };
    }

    /** The pixels compressed anew; empty if they are all that the chunks hold, or if they are damaged. */
    private Optional<byte[]> tightened(List<Chunk> chunks) {
        byte[] stored = joined(chunks);
        long expected = rawLength();
        Inflater inflater = new Inflater();
        Deflater deflater = new Deflater();
        try {
            inflater.setInput(stored);
            byte[] piece = new byte[1 << 16];
            int length;
            while ((length = inflater.inflate(piece)) > 0 && inflater.getBytesWritten() <= expected) {
                // Counted only; most files need no more.
            }
            boolean whole = inflater.finished()
                    && inflater.getBytesWritten() == expected
                    && inflater.getBytesRead() == stored.length;
            if (whole) {
                return Optional.empty();
            }
            inflater.reset();
            inflater.setInput(stored);
            ByteArrayOutputStream out = new ByteArrayOutputStream(stored.length);
            byte[] packed = new byte[1 << 16];
            for (long left = expected; left > 0; left -= length) {
                length = inflater.inflate(piece, 0, (int) Math.min(left, piece.length));
                if (length == 0) {
                    return Optional.empty();
                }
                deflater.setInput(piece, 0, length);
                while (!deflater.needsInput()) {
                    out.write(packed, 0, deflater.deflate(packed));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                out.write(packed, 0, deflater.deflate(packed));
            }
            return Optional.of(out.toByteArray());
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
            deflater.end();
        }
    }

    /** Bytes of all rows, each with its filter's number in front. */
    private long rawLength() {
        long length = 0;
        for (int[] pass : interlaced ? PASSES : ONE_PASS) {
            long columns = (width - pass[0] + pass[2] - 1L) / pass[2];
            long rows = (height - pass[1] + pass[3] - 1L) / pass[3];
            if (columns > 0 && rows > 0) {
                length += rows * (1 + (columns * samples() * depth + 7) / 8);
            }
        }
        return length;
    }

    private int samples() {
        return switch (colours) {
            case GRAY, PALETTE -> 1;
            case GRAY_ALPHA -> 2;
            case RGB -> 3;
            default -> 4;
        };
    }
}
