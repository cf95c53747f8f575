package io.facecloak.internal.jpeg;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The frame header (SOF0, SOF1 or SOF2).
 *
 * @param progressive whether coefficients come in several scans (SOF2)
 * @param maxHorizontal largest sampling factor
 * @param maxVertical as {@code maxHorizontal}
 * @param mcusWide minimum coded units of an interleaved scan
 * @param mcusHigh as {@code mcusWide}
 */
record FrameHeader(
        boolean progressive,
        int width,
        int height,
        List<FrameComponent> components,
        int maxHorizontal,
        int maxVertical,
        int mcusWide,
        int mcusHigh) {

    /** @param data the segment without marker and length */
    static FrameHeader parse(int marker, byte[] data) throws JpegStreamException {
        if (data.length < 6 || data.length != 6 + 3 * (data[5] & 0xff)) {
            throw new JpegStreamException("bad frame header");
        }
        if (data[0] != 8) {
            throw new JpegStreamException(data[0] + " bits per sample instead of 8");
        }
        int height = Markers.unsignedShort(data, 1);
        int width = Markers.unsignedShort(data, 3);
        int count = data[5];
        if (width == 0 || height == 0 || count < 1 || count > 4) {
            throw new JpegStreamException("bad frame header");
        }
        int maxHorizontal = 1;
        int maxVertical = 1;
        Set<Integer> ids = new HashSet<>();
        for (int at = 6; at < data.length; at += 3) {
            int horizontal = data[at + 1] >> 4 & 0xf;
            int vertical = data[at + 1] & 0xf;
            boolean fine =
                    horizontal >= 1 && horizontal <= 4 && vertical >= 1 && vertical <= 4 && (data[at + 2] & 0xff) < 4;
            if (!fine || !ids.add(data[at] & 0xff)) {
                throw new JpegStreamException("bad component in the frame header");
            }
            maxHorizontal = Math.max(maxHorizontal, horizontal);
            maxVertical = Math.max(maxVertical, vertical);
        }
        int mcusWide = ceil(width, 8 * maxHorizontal);
        int mcusHigh = ceil(height, 8 * maxVertical);
        List<FrameComponent> components = new ArrayList<>(count);
        for (int at = 6; at < data.length; at += 3) {
            int horizontal = data[at + 1] >> 4;
            int vertical = data[at + 1] & 0xf;
            components.add(new FrameComponent(
                    data[at] & 0xff,
                    horizontal,
                    vertical,
                    data[at + 2],
                    ceil(ceil(width * horizontal, maxHorizontal), 8),
                    ceil(ceil(height * vertical, maxVertical), 8),
                    mcusWide * horizontal,
                    mcusHigh * vertical));
        }
        return new FrameHeader(
                marker == Markers.SOF2,
                width,
                height,
                List.copyOf(components),
                maxHorizontal,
                maxVertical,
                mcusWide,
                mcusHigh);
    }

    private static int ceil(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
