package io.facecloak.transform;

import io.facecloak.face.AlignedFace;

/**
 * The rows, or the columns, of a planar 3·S·S picture, those of the three planes side by side. Each is an array of its own: loops over
 * arrays from index 0 on become vector instructions, loops with an offset do not.
 */
record Lines(float[][] values) {

    static Lines rows(float[] picture, int size) {
        float[][] rows = new float[size][AlignedFace.CHANNELS * size];
        for (int y = 0; y < size; y++) {
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                System.arraycopy(picture, (c * size + y) * size, rows[y], c * size, size);
            }
        }
        return new Lines(rows);
    }

    static Lines columns(float[] picture, int size) {
        float[][] columns = new float[size][AlignedFace.CHANNELS * size];
        for (int x = 0; x < size; x++) {
            float[] column = columns[x];
            for (int i = 0, from = x; i < column.length; i++, from += size) {
                column[i] = picture[from];
            }
        }
        return new Lines(columns);
    }

    /** Rows become columns, and the other way round. */
    Lines transposed() {
        int size = values.length;
        float[][] result = new float[size][AlignedFace.CHANNELS * size];
        for (int i = 0; i < size; i++) {
            float[] line = result[i];
            for (int offset = 0; offset < line.length; offset += size) {
                for (int j = 0; j < size; j++) {
                    line[offset + j] = values[j][offset + i];
                }
            }
        }
        return new Lines(result);
    }

    /** The picture of these rows. */
    float[] fromRows() {
        int size = values.length;
        float[] picture = new float[AlignedFace.CHANNELS * size * size];
        for (int y = 0; y < size; y++) {
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                System.arraycopy(values[y], c * size, picture, (c * size + y) * size, size);
            }
        }
        return picture;
    }

    /** The picture of these columns. */
    float[] fromColumns() {
        int size = values.length;
        float[] picture = new float[AlignedFace.CHANNELS * size * size];
        for (int x = 0; x < size; x++) {
            float[] column = values[x];
            for (int i = 0, to = x; i < column.length; i++, to += size) {
                picture[to] = column[i];
            }
        }
        return picture;
    }
}
