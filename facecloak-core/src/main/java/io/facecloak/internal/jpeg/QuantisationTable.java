package io.facecloak.internal.jpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * A quantisation table (T.81 B.2.4.1).
 *
 * @param number by which components name it
 * @param steps 64, in zigzag order, as they are stored: a broken file may hold zeros
 */
public record QuantisationTable(int number, int[] steps) {

    /** Position in a row-by-row block of the k-th value of a stored one. */
    static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    /**
     * The tables of a DQT segment.
     *
     * @throws JpegStreamException if it ends before a table does
     */
    public static List<QuantisationTable> parse(byte[] data) throws JpegStreamException {
        List<QuantisationTable> tables = new ArrayList<>();
        int at = 0;
        while (at < data.length) {
            int bytes = (data[at] >> 4 & 0xf) == 0 ? 1 : 2;
            int number = data[at++] & 0xf;
            if (at + 64 * bytes > data.length) {
                throw new JpegStreamException("bad quantisation table");
            }
            int[] steps = new int[64];
            for (int k = 0; k < 64; k++) {
                steps[k] = bytes == 1 ? data[at + k] & 0xff : Markers.unsignedShort(data, at + 2 * k);
            }
            tables.add(new QuantisationTable(number, steps));
            at += 64 * bytes;
        }
        return tables;
    }

    /** The steps row by row. */
    public int[] rowByRow() {
        int[] rows = new int[64];
        for (int k = 0; k < 64; k++) {
            rows[ZIGZAG[k]] = steps[k];
        }
        return rows;
    }
}
