package io.facecloak.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.plugins.jpeg.JPEGQTable;

/** How a JPEG file encodes its pixels: the frame header and the quantisation tables. */
record JpegFrame(boolean progressive, int width, int height, List<Component> components) {

    /** Position in a row-by-row table of the k-th value of a stored one. */
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    /**
     * @param horizontal sampling factor
     * @param vertical sampling factor
     */
    record Component(int id, int horizontal, int vertical, JPEGQTable table) {}

    static JpegFrame parse(JpegSegments segments, String name) throws PhotoFormatException {
        Map<Integer, JPEGQTable> tables = new HashMap<>();
        JpegSegments.Segment frame = null;
        for (JpegSegments.Segment segment : segments.head()) {
            if (segment.marker() == JpegSegments.DQT) {
                readTables(segment.data(), tables, name);
            } else if (segment.isFrame()) {
                frame = segment;
            }
        }
        if (frame == null || frame.data().length < 6) {
            throw PhotoFormatException.corrupt(name, "no frame header", null);
        }
        return readFrame(frame, tables, name);
    }

    private static JpegFrame readFrame(JpegSegments.Segment frame, Map<Integer, JPEGQTable> tables, String name)
            throws PhotoFormatException {
        byte[] data = frame.data();
        int process = frame.marker() & 0xf;
        if (process > 2) {
            throw new PhotoFormatException(name + " is a JPEG of a rare kind (SOF" + process
                    + ": lossless, hierarchical or arithmetic coding); convert it to baseline JPEG or PNG");
        }
        if (data[0] != 8) {
            throw new PhotoFormatException(
                    name + " is a JPEG with " + data[0] + " bits per sample; convert it to 8 bits, or to PNG");
        }
        int height = unsignedShort(data, 1);
        int width = unsignedShort(data, 3);
        int count = data[5];
        if (width == 0 || height == 0 || count < 1 || count > 4 || data.length < 6 + 3 * count) {
            throw PhotoFormatException.corrupt(name, "bad frame header", null);
        }
        List<Component> components = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = 6 + 3 * i;
            JPEGQTable table = tables.get((int) data[at + 2]);
            int horizontal = data[at + 1] >> 4 & 0xf;
            int vertical = data[at + 1] & 0xf;
            if (table == null || horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
                throw PhotoFormatException.corrupt(name, "bad component in the frame header", null);
            }
            components.add(new Component(data[at] & 0xff, horizontal, vertical, table));
        }
        return new JpegFrame(process == 2, width, height, List.copyOf(components));
    }

    private static void readTables(byte[] data, Map<Integer, JPEGQTable> tables, String name)
            throws PhotoFormatException {
        int at = 0;
        while (at < data.length) {
            int bytes = (data[at] >> 4 & 0xf) == 0 ? 1 : 2;
            int id = data[at] & 0xf;
            at++;
            if (at + 64 * bytes > data.length) {
                throw PhotoFormatException.corrupt(name, "bad quantisation table", null);
            }
            int[] table = new int[64];
            for (int k = 0; k < 64; k++) {
                int step = bytes == 1 ? data[at + k] & 0xff : unsignedShort(data, at + 2 * k);
                // Native encoders divide by it, and a division by zero ends the process.
                table[ZIGZAG[k]] = Math.max(1, step);
            }
            tables.put(id, new JPEGQTable(table));
            at += 64 * bytes;
        }
    }

    private static int unsignedShort(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }
}
