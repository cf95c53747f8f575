package io.facecloak.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * A grey picture as early vision may see it: six bands of a Laplacian pyramid, each value divided by the local contrast round it. Laparra,
 * Ballé, Berardino and Simoncelli, "Perceptual image quality assessment using a normalized Laplacian pyramid", Electronic Imaging 2016. All
 * constants and the treatment of borders are those of the authors' published code, {@code NLP_dist.m}
 * (https://www.cns.nyu.edu/~lcv/NLPyr/): grey levels in [0, 1] as they are encoded, the 5-tap kernel of Burt and Adelson, borders mirrored
 * on the way down and repeated on the way up.
 */
final class NormalizedLaplacianPyramid {

    private static final double[] KERNEL = {0.05, 0.25, 0.4, 0.25, 0.05};

    /** From the finest band to the low-pass rest. The code's kernels are convolved, hence mirrored: its left entry weighs the right pixel. */
    private static final List<Gain> GAINS = List.of(
            new Gain(0.0248, 0.1015, 0.1011, 0.1460, 0.1493, 0.0072),
            new Gain(0.0185, 0.0837, 0.0757, 0.1846, 0.1986, 0),
            new Gain(0.0179, 0.0467, 0.0477, 0.2243, 0.2138, 0),
            new Gain(0.0191, 0, 0, 0.2616, 0.2503, 0),
            new Gain(0.0220, 0, 0, 0.2552, 0.2598, 0),
            new Gain(0.2782, 0, 0, 0.0717, 0.2215, 0));

    private final List<Grid> bands;

    private NormalizedLaplacianPyramid(List<Grid> bands) {
        this.bands = bands;
    }

    /** @param luma 0..255 */
    static NormalizedLaplacianPyramid of(ColourPlane luma) {
        double[] levels = new double[luma.values().length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = luma.values()[i] / 255;
        }
        Grid picture = new Grid(luma.width(), luma.height(), levels);
        List<Grid> bands = new ArrayList<>();
        for (Gain gain : GAINS.subList(0, GAINS.size() - 1)) {
            Grid coarser = picture.halvedRows().transposed().halvedRows().transposed();
            Grid rough = coarser.doubledRows(picture.width)
                    .transposed()
                    .doubledRows(picture.height)
                    .transposed();
            bands.add(gain.normalise(picture.minus(rough)));
            picture = coarser;
        }
        bands.add(GAINS.get(GAINS.size() - 1).normalise(picture));
        return new NormalizedLaplacianPyramid(bands);
    }

    /** NLPD: the mean over the bands of the root mean square difference. */
    double distanceTo(NormalizedLaplacianPyramid other) {
        double sum = 0;
        for (int i = 0; i < bands.size(); i++) {
            sum += bands.get(i).minus(other.bands.get(i)).rootMeanSquare();
        }
        return sum / bands.size();
    }

    /**
     * Divisive normalisation: a value over σ plus the weighted magnitudes of its neighbours, nothing being outside the picture.
     *
     * @param farLeft weight of the pixel two to the left
     */
    private record Gain(double sigma, double above, double below, double left, double right, double farLeft) {

        Grid normalise(Grid band) {
            double[] normalised = new double[band.values.length];
            for (int y = 0; y < band.height; y++) {
                for (int x = 0; x < band.width; x++) {
                    double contrast = sigma
                            + above * band.magnitude(x, y - 1)
                            + below * band.magnitude(x, y + 1)
                            + left * band.magnitude(x - 1, y)
                            + right * band.magnitude(x + 1, y)
                            + farLeft * band.magnitude(x - 2, y);
                    normalised[y * band.width + x] = band.values[y * band.width + x] / contrast;
                }
            }
            return new Grid(band.width, band.height, normalised);
        }
    }

    /** Numbers in rows from top to bottom. */
    private record Grid(int width, int height, double[] values) {

        double magnitude(int x, int y) {
            return x < 0 || y < 0 || x >= width || y >= height ? 0 : Math.abs(values[y * width + x]);
        }

        Grid transposed() {
            double[] turned = new double[values.length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    turned[x * height + y] = values[y * width + x];
                }
            }
            return new Grid(height, width, turned);
        }

        /** Smooths every row and keeps its values at 0, 2, 4 and so on. */
        Grid halvedRows() {
            int half = (width + 1) / 2;
            double[] halved = new double[half * height];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < half; x++) {
                    double sum = 0;
                    for (int tap = 0; tap < KERNEL.length; tap++) {
                        sum += KERNEL[tap] * values[y * width + mirrored(2 * x + tap - 2)];
                    }
                    halved[y * half + x] = sum;
                }
            }
            return new Grid(half, height, halved);
        }

        /** Mirrored about the outer edge of the first and the last pixel, as often as it takes. */
        private int mirrored(int x) {
            int phase = Math.floorMod(x, 2 * width);
            return phase < width ? phase : 2 * width - 1 - phase;
        }

        /** Puts zeros between the values of every row and smooths. */
        Grid doubledRows(int wide) {
            double[] doubled = new double[wide * height];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < wide; x++) {
                    double sum = 0;
                    // Only taps on even positions meet a value.
                    for (int tap = x % 2; tap < KERNEL.length; tap += 2) {
                        int source = Math.min(width - 1, Math.max(0, (x + tap) / 2 - 1));
                        sum += 2 * KERNEL[tap] * values[y * width + source];
                    }
                    doubled[y * wide + x] = sum;
                }
            }
            return new Grid(wide, height, doubled);
        }

        Grid minus(Grid other) {
            double[] difference = new double[values.length];
            for (int i = 0; i < difference.length; i++) {
                difference[i] = values[i] - other.values[i];
            }
            return new Grid(width, height, difference);
        }

        double rootMeanSquare() {
            double sum = 0;
            for (double value : values) {
                sum += value * value;
            }
            return Math.sqrt(sum / values.length);
        }
    }
}
