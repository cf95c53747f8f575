package io.facecloak.onnx.arc2face;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The operators of the tiny graphs as plain loops in double precision, for one sample. Maps are [channels, side, side]. */
final class PlainMath {

    private PlainMath() {}

    static double[] map(double[] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(function).toArray();
    }

    static double[] add(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double[] silu(double[] x) {
        return map(x, v -> v * sigmoid(v));
    }

    /** x·weights + bias for every row; weights [in, out]. */
    static double[] linear(double[] x, double[] weights, double[] bias) {
        int out = bias.length;
        int in = weights.length / out;
        int rows = x.length / in;
        double[] y = new double[rows * out];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bias, 0, y, r * out, out);
            for (int i = 0; i < in; i++) {
                double v = x[r * in + i];
                for (int o = 0; o < out; o++) {
                    y[r * out + o] += v * weights[i * out + o];
                }
            }
        }
        return y;
    }

    static double[] layerNorm(double[] x, double[] scale, double[] bias) {
        int width = scale.length;
        double[] y = new double[x.length];
        for (int row = 0; row < x.length; row += width) {
            normalise(x, y, row, width, 1e-5);
            for (int i = 0; i < width; i++) {
                y[row + i] = y[row + i] * scale[i] + bias[i];
            }
        }
        return y;
    }

    static double[] groupNorm(double[] x, int groups, double[] scale, double[] bias) {
        int channels = scale.length;
        int plane = x.length / channels;
        double[] y = new double[x.length];
        for (int g = 0; g < groups; g++) {
            normalise(x, y, g * x.length / groups, x.length / groups, 1e-5);
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = y[i] * scale[i / plane] + bias[i / plane];
        }
        return y;
    }

    private static void normalise(double[] x, double[] y, int start, int count, double epsilon) {
        double mean = 0;
        for (int i = start; i < start + count; i++) {
            mean += x[i] / count;
        }
        double variance = 0;
        for (int i = start; i < start + count; i++) {
            variance += (x[i] - mean) * (x[i] - mean) / count;
        }
        for (int i = start; i < start + count; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
        }
    }

    /** Odd square kernels, padded by half of them; weights [out, in, k, k]. */
    static double[] conv(double[] x, double[] weights, double[] bias, int kernel, int stride) {
        int out = bias.length;
        int in = weights.length / (out * kernel * kernel);
        int side = (int) Math.round(Math.sqrt(x.length / (double) in));
        int pad = kernel / 2;
        int to = (side + 2 * pad - kernel) / stride + 1;
        double[] y = new double[out * to * to];
        for (int o = 0; o < out; o++) {
            Arrays.fill(y, o * to * to, (o + 1) * to * to, bias[o]);
            for (int i = 0; i < in; i++) {
                for (int ky = 0; ky < kernel; ky++) {
                    for (int kx = 0; kx < kernel; kx++) {
                        double weight = weights[((o * in + i) * kernel + ky) * kernel + kx];
                        for (int row = 0; row < to; row++) {
                            int sourceRow = row * stride + ky - pad;
                            if (sourceRow < 0 || sourceRow >= side) {
                                continue;
                            }
                            for (int column = 0; column < to; column++) {
                                int sourceColumn = column * stride + kx - pad;
                                if (sourceColumn >= 0 && sourceColumn < side) {
                                    y[(o * to + row) * to + column] +=
                                            weight * x[(i * side + sourceRow) * side + sourceColumn];
                                }
                            }
                        }
                    }
                }
            }
        }
        return y;
    }

    /** Every pixel becomes four. */
    static double[] doubled(double[] x, int channels) {
        int side = (int) Math.round(Math.sqrt(x.length / (double) channels));
        double[] y = new double[4 * x.length];
        for (int c = 0; c < channels; c++) {
            for (int row = 0; row < 2 * side; row++) {
                for (int column = 0; column < 2 * side; column++) {
                    y[(c * 2 * side + row) * 2 * side + column] = x[(c * side + row / 2) * side + column / 2];
                }
            }
        }
        return y;
    }

    static double[] transposed(double[] x, int rows) {
        int columns = x.length / rows;
        double[] y = new double[x.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                y[c * rows + r] = x[r * columns + c];
            }
        }
        return y;
    }

    static double[] joined(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Multi-head attention of rows over rows; every array is [tokens, width]. */
    static double[] attention(double[] q, double[] k, double[] v, int width, int heads, boolean causal) {
        int queries = q.length / width;
        int keys = k.length / width;
        int size = width / heads;
        double[] y = new double[q.length];
        double[] scores = new double[keys];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < queries; i++) {
                int visible = causal ? i + 1 : keys;
                double largest = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < visible; j++) {
                    double dot = 0;
                    for (int d = h * size; d < (h + 1) * size; d++) {
                        dot += q[i * width + d] * k[j * width + d];
                    }
                    scores[j] = dot / Math.sqrt(size);
                    largest = Math.max(largest, scores[j]);
                }
                double sum = 0;
                for (int j = 0; j < visible; j++) {
                    scores[j] = Math.exp(scores[j] - largest);
                    sum += scores[j];
                }
                for (int j = 0; j < visible; j++) {
                    for (int d = h * size; d < (h + 1) * size; d++) {
                        y[i * width + d] += scores[j] / sum * v[j * width + d];
                    }
                }
            }
        }
        return y;
    }
}
