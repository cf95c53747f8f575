package io.facecloak.internal.jpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * A scan header (SOS) and the restart interval that holds for it.
 *
 * @param data the segment as it came, without marker and length
 * @param components indices into the frame's components, in the order of the scan
 * @param dcTables numbers of the Huffman tables for DC, per component of the scan
 * @param acTables the same for AC
 * @param start first coefficient in zigzag order; 0 in sequential files
 * @param end last one; 63 in sequential files
 * @param high bit position up to which an earlier scan told the coefficients (Ah); 0 in their first scan
 * @param low bit position up to which this one does (Al)
 * @param restartInterval MCUs between restart markers; 0 without
 */
record ScanHeader(
        byte[] data,
        int[] components,
        int[] dcTables,
        int[] acTables,
        int start,
        int end,
        int high,
        int low,
        int restartInterval) {

    static ScanHeader parse(byte[] data, FrameHeader frame, int restartInterval) throws JpegStreamException {
        int count = data.length == 0 ? 0 : data[0];
        if (count < 1 || count > 4 || data.length != 4 + 2 * count) {
            throw new JpegStreamException("bad scan header");
        }
        int[] components = new int[count];
        int[] dcTables = new int[count];
        int[] acTables = new int[count];
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            components[i] = indexOf(data[1 + 2 * i] & 0xff, frame);
            dcTables[i] = data[2 + 2 * i] >> 4 & 0xf;
            acTables[i] = data[2 + 2 * i] & 0xf;
            if (components[i] < 0 || seen.contains(components[i]) || dcTables[i] > 3 || acTables[i] > 3) {
                throw new JpegStreamException("bad component in a scan header");
            }
            seen.add(components[i]);
        }
        if (!frame.progressive()) {
            return new ScanHeader(data, components, dcTables, acTables, 0, 63, 0, 0, restartInterval);
        }
        int start = data[data.length - 3] & 0xff;
        int end = data[data.length - 2] & 0xff;
        int high = data[data.length - 1] >> 4 & 0xf;
        int low = data[data.length - 1] & 0xf;
        boolean dc = start == 0 && end == 0;
        boolean ac = start >= 1 && start <= end && end <= 63 && count == 1;
        if (!(dc || ac) || low > 13 || high != 0 && low != high - 1) {
            throw new JpegStreamException("bad progression of scans");
        }
        return new ScanHeader(data, components, dcTables, acTables, start, end, high, low, restartInterval);
    }

    private static int indexOf(int id, FrameHeader frame) {
        for (int i = 0; i < frame.components().size(); i++) {
            if (frame.components().get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    /** Whether each MCU holds blocks of several components. */
    boolean interleaved() {
        return components.length > 1;
    }
}
