package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;
import io.facecloak.internal.jpeg.JpegStreamException;
import io.facecloak.internal.jpeg.Markers;
import io.facecloak.internal.jpeg.QuantisationTable;
import io.facecloak.internal.jpeg.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.plugins.jpeg.JPEGQTable;

/** How a JPEG file encodes its pixels: the frame header and the quantisation tables. */
public record JpegFrame(boolean progressive, int width, int height, List<Component> components) {

    /** What libjpeg's quality 95 multiplies the standard's tables with. */
    private static final float HIGH_QUALITY = 0.1f;

    /**
     * @param horizontal sampling factor
     * @param vertical sampling factor
     */
    public record Component(int id, int horizontal, int vertical, JPEGQTable table) {}

    /** The standard's example tables at quality 95 and every sample of colour, which a cloak needs as much as brightness. */
    static JpegFrame ofHighQuality(int width, int height) {
        JPEGQTable luma = JPEGQTable.K1Luminance.getScaledInstance(HIGH_QUALITY, true);
        JPEGQTable chroma = JPEGQTable.K2Chrominance.getScaledInstance(HIGH_QUALITY, true);
        return new JpegFrame(
                false,
                width,
                height,
                List.of(new Component(1, 1, 1, luma), new Component(2, 1, 1, chroma), new Component(3, 1, 1, chroma)));
    }

    /**
     * The same step for all frequencies, as VP8 has it, and a quarter of the samples of colour.
     *
     * @param luma step in levels, 1 to 255
     * @param chroma as {@code luma}
     */
    static JpegFrame ofSteps(int width, int height, int luma, int chroma) {
        JPEGQTable even = even(chroma);
        return new JpegFrame(
                false,
                width,
                height,
                List.of(
                        new Component(1, 2, 2, even(luma)),
                        new Component(2, 1, 1, even),
                        new Component(3, 1, 1, even)));
    }

    private static JPEGQTable even(int step) {
        int[] steps = new int[64];
        Arrays.fill(steps, step);
        return new JPEGQTable(steps);
    }

    public static JpegFrame parse(JpegSegments segments, String name) throws PhotoFormatException {
        Map<Integer, JPEGQTable> tables = new HashMap<>();
        Segment frame = null;
        for (Segment segment : segments.head()) {
            if (segment.marker() == Markers.DQT) {
                readTables(segment.data(), tables, name);
            } else if (Markers.isFrame(segment.marker())) {
                frame = segment;
            }
        }
        if (frame == null || frame.data().length < 6) {
            throw PhotoFormatException.corrupt(name, "no frame header", null);
        }
        return readFrame(frame, tables, name);
    }

    private static JpegFrame readFrame(Segment frame, Map<Integer, JPEGQTable> tables, String name)
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
        int height = Markers.unsignedShort(data, 1);
        int width = Markers.unsignedShort(data, 3);
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
        try {
            for (QuantisationTable table : QuantisationTable.parse(data)) {
                // Native encoders divide by it, and a division by zero ends the process.
                int[] steps = Arrays.stream(table.rowByRow())
                        .map(step -> Math.max(1, step))
                        .toArray();
                tables.put(table.number(), new JPEGQTable(steps));
            }
        } catch (JpegStreamException e) {
            throw PhotoFormatException.corrupt(name, e.getMessage(), e);
        }
    }
}
