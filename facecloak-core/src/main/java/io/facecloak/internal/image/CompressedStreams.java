package io.facecloak.internal.image;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What zlib and gzip streams hold that begin anywhere in some bytes; of damaged ones, what comes before the damage. */
final class CompressedStreams {

    /** A picture that shows a face does not begin later. */
    private static final int MAX_INFLATED = 1 << 16;

    /** Sound metadata hold few such streams, hostile ones thousands. */
    private static final int MAX_STREAMS = 256;

    private static final int ZLIB = 0x78;
    private static final int GZIP_HEADER = 10;

    private CompressedStreams() {}

    static Stream<byte[]> of(byte[] data) {
        return IntStream.range(0, data.length - 2)
                .filter(at -> isZlib(data, at) || isGzip(data, at))
                .limit(MAX_STREAMS)
                .mapToObj(at -> isZlib(data, at) ? inflated(data, at, false) : inflated(data, at + GZIP_HEADER, true))
                .filter(plain -> plain.length > 0);
    }

    /** The first two bytes, as a number, are a multiple of 31. */
    private static boolean isZlib(byte[] data, int at) {
        return data[at] == ZLIB && ((data[at] & 0xff) << 8 | data[at + 1] & 0xff) % 31 == 0;
    }

    private static boolean isGzip(byte[] data, int at) {
        return Signature.startsWith(data, at, "\u001f\u008b\b") && at + GZIP_HEADER < data.length;
    }

    private static byte[] inflated(byte[] data, int from, boolean bare) {
        Inflater inflater = new Inflater(bare);
        try {
            inflater.setInput(data, from, data.length - from);
            byte[] plain = new byte[1 << 10];
            int length = 0;
            int more;
            while ((more = next(inflater, plain, length)) > 0 && length + more < MAX_INFLATED) {
                length += more;
                if (length == plain.length) {
                    plain = Arrays.copyOf(plain, 2 * length);
                }
            }
            return Arrays.copyOf(plain, length + Math.max(more, 0));
        } finally {
            inflater.end();
        }
    }

    /** @return 0 at the end of the stream, or of what can be read of it */
    private static int next(Inflater inflater, byte[] plain, int length) {
        try {
            return inflater.inflate(plain, length, plain.length - length);
        } catch (DataFormatException e) {
            return 0;
        }
    }
}
