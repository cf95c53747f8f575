package io.facecloak.transform;

/** JPEG at one quality with soft rounding: colour conversion, 2×2 means of the chroma, DCT, quantisation, and all of it back. */
final class SoftJpeg implements DifferentiableMap {

    private static final int BLOCK = 8;

    /** RGB to Y, Cb, Cr (JFIF), without the offset of the chroma. */
    private static final float[][] TO_YCC = {
        {0.299f, 0.587f, 0.114f}, {-0.168736f, -0.331264f, 0.5f}, {0.5f, -0.418688f, -0.081312f}
    };

    private static final float[][] TO_RGB = {{1, 0, 1.402f}, {1, -0.344136f, -0.714136f}, {1, 1.772f, 0}};

    /** ITU-T T.81, tables K.1 and K.2, row by row. */
    private static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };

    private static final int[] CHROMINANCE = {
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99
    };

    /** Row u holds the orthonormal cosine of frequency u. */
    private static final float[][] COSINES = cosines();

    private final int size;
    private final int half;
    private final float[] luminance;
    private final float[] chrominance;

    SoftJpeg(int size, int quality) {
        this.size = size;
        this.half = (size + 1) / 2;
        this.luminance = scaled(LUMINANCE, quality);
        this.chrominance = scaled(CHROMINANCE, quality);
    }

    @Override
    public float[] apply(float[] picture) {
        float[] ycc = mixed(picture, TO_YCC, 255);
        int plane = size * size;
        float[] coded = new float[picture.length];
        float[] y = plane(ycc, 0);
        for (int i = 0; i < plane; i++) {
            y[i] -= 128;
        }
        y = coded(y, size, luminance, null);
        for (int i = 0; i < plane; i++) {
            coded[i] = y[i] + 128;
        }
        for (int c = 1; c < 3; c++) {
            float[] chroma = enlarged(coded(pooled(plane(ycc, c)), half, chrominance, null));
            System.arraycopy(chroma, 0, coded, c * plane, plane);
        }
        return mixed(coded, TO_RGB, 1 / 255f);
    }

    @Override
    public float[] pullback(float[] picture, float[] gradient) {
        float[] ycc = mixed(picture, TO_YCC, 255);
        int plane = size * size;
        float[] upstream = mixed(gradient, transposed(TO_RGB), 1 / 255f);
        float[] result = new float[picture.length];
        float[] y = plane(ycc, 0);
        for (int i = 0; i < plane; i++) {
            y[i] -= 128;
        }
        System.arraycopy(coded(y, size, luminance, plane(upstream, 0)), 0, result, 0, plane);
        for (int c = 1; c < 3; c++) {
            float[] small = coded(pooled(plane(ycc, c)), half, chrominance, enlargedAdjoint(plane(upstream, c)));
            System.arraycopy(pooledAdjoint(small), 0, result, c * plane, plane);
        }
        return mixed(result, transposed(TO_YCC), 255);
    }

    /** The plane after quantisation or, where an upstream gradient is given, the gradient with respect to the plane. */
    private static float[] coded(float[] plane, int side, float[] table, float[] upstream) {
        float[] result = new float[plane.length];
        float[] block = new float[BLOCK * BLOCK];
        float[] up = new float[BLOCK * BLOCK];
        for (int top = 0; top < side; top += BLOCK) {
            for (int left = 0; left < side; left += BLOCK) {
                // Blocks beyond the border repeat its samples.
                for (int i = 0; i < block.length; i++) {
                    int at = Math.min(side - 1, top + i / BLOCK) * side + Math.min(side - 1, left + i % BLOCK);
                    boolean inside = top + i / BLOCK < side && left + i % BLOCK < side;
                    block[i] = plane[at];
                    up[i] = upstream != null && inside ? upstream[at] : 0;
                }
                float[] frequencies = transform(block, false);
                float[] gradient = upstream == null ? null : transform(up, false);
                for (int i = 0; i < block.length; i++) {
                    double angle = 2 * Math.PI * frequencies[i] / table[i];
                    if (gradient == null) {
                        frequencies[i] -= (float) (Math.sin(angle) / (2 * Math.PI)) * table[i];
                    } else {
                        frequencies[i] = (float) (gradient[i] * (1 - Math.cos(angle)));
                    }
                }
                float[] values = transform(frequencies, true);
                for (int i = 0; i < block.length; i++) {
                    int at = Math.min(side - 1, top + i / BLOCK) * side + Math.min(side - 1, left + i % BLOCK);
                    boolean inside = top + i / BLOCK < side && left + i % BLOCK < side;
                    if (upstream != null) {
                        result[at] += values[i];
                    } else if (inside) {
                        result[at] = values[i];
                    }
                }
            }
        }
        return result;
    }

    /** The orthonormal two-dimensional DCT of a block, or its inverse, which is its adjoint. */
    private static float[] transform(float[] block, boolean inverse) {
        float[] rows = new float[block.length];
        float[] result = new float[block.length];
        for (int y = 0; y < BLOCK; y++) {
            for (int u = 0; u < BLOCK; u++) {
                float sum = 0;
                for (int x = 0; x < BLOCK; x++) {
                    sum += block[y * BLOCK + x] * (inverse ? COSINES[x][u] : COSINES[u][x]);
                }
                rows[y * BLOCK + u] = sum;
            }
        }
        for (int v = 0; v < BLOCK; v++) {
            for (int y = 0; y < BLOCK; y++) {
                float cosine = inverse ? COSINES[y][v] : COSINES[v][y];
                for (int u = 0; u < BLOCK; u++) {
                    result[v * BLOCK + u] += cosine * rows[y * BLOCK + u];
                }
            }
        }
        return result;
    }

    private float[] pooled(float[] plane) {
        float[] small = new float[half * half];
        for (int i = 0; i < small.length; i++) {
            float sum = 0;
            for (int k = 0; k < 4; k++) {
                sum += plane[large(i, k)];
            }
            small[i] = sum / 4;
        }
        return small;
    }

    private float[] pooledAdjoint(float[] small) {
        float[] plane = new float[size * size];
        for (int i = 0; i < small.length; i++) {
            for (int k = 0; k < 4; k++) {
                plane[large(i, k)] += small[i] / 4;
            }
        }
        return plane;
    }

    /** Pixel k of the four behind sample i of the smaller plane; at an odd border the last one counts twice. */
    private int large(int i, int k) {
        int y = Math.min(size - 1, 2 * (i / half) + k / 2);
        int x = Math.min(size - 1, 2 * (i % half) + k % 2);
        return y * size + x;
    }

    private float[] enlarged(float[] small) {
        float[] plane = new float[size * size];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = small[i / size / 2 * half + i % size / 2];
        }
        return plane;
    }

    private float[] enlargedAdjoint(float[] plane) {
        float[] small = new float[half * half];
        for (int i = 0; i < plane.length; i++) {
            small[i / size / 2 * half + i % size / 2] += plane[i];
        }
        return small;
    }

    private float[] plane(float[] planes, int channel) {
        float[] plane = new float[size * size];
        System.arraycopy(planes, channel * plane.length, plane, 0, plane.length);
        return plane;
    }

    private static float[] mixed(float[] planes, float[][] matrix, float factor) {
        int plane = planes.length / 3;
        float[] result = new float[planes.length];
        for (int c = 0; c < 3; c++) {
            float a = factor * matrix[c][0];
            float b = factor * matrix[c][1];
            float d = factor * matrix[c][2];
            for (int i = 0; i < plane; i++) {
                result[c * plane + i] = a * planes[i] + b * planes[plane + i] + d * planes[2 * plane + i];
            }
        }
        return result;
    }

    private static float[][] transposed(float[][] matrix) {
        float[][] result = new float[3][3];
        for (int i = 0; i < 9; i++) {
            result[i / 3][i % 3] = matrix[i % 3][i / 3];
        }
        return result;
    }

    /** The IJG's scaling of a table. */
    private static float[] scaled(int[] table, int quality) {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        float[] result = new float[table.length];
        for (int i = 0; i < table.length; i++) {
            result[i] = Math.max(1, Math.min(255, (table[i] * percent + 50) / 100));
        }
        return result;
    }

    private static float[][] cosines() {
        float[][] cosines = new float[BLOCK][BLOCK];
        for (int u = 0; u < BLOCK; u++) {
            double norm = u == 0 ? Math.sqrt(1.0 / BLOCK) : Math.sqrt(2.0 / BLOCK);
            for (int x = 0; x < BLOCK; x++) {
                cosines[u][x] = (float) (norm * Math.cos((2 * x + 1) * u * Math.PI / (2 * BLOCK)));
            }
        }
        return cosines;
    }
}
