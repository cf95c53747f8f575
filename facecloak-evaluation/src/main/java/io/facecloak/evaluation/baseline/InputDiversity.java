package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Random resizing and padding (Xie et al. 2019): with some probability the picture is shrunk bilinearly to a random side and put at a
 * random place on black. Immutable and thread-safe.
 *
 * @param probability in [0, 1]
 * @param smallest the least factor of the side, in (0, 1)
 */
record InputDiversity(double probability, double smallest) {

    /** Probability 0.7, sides from 0.9: the ratio 299 to 330 of the original. */
    static final InputDiversity DEFAULT = new InputDiversity(0.7, 0.9);

    /** A transformation, or none. */
    Optional<Draw> draw(int size, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return Optional.empty();
        }
        int least = (int) Math.ceil(smallest * size);
        int side = least + random.nextInt(size - least);
        return Optional.of(new Draw(size, side, random.nextInt(size - side + 1), random.nextInt(size - side + 1)));
    }

    /**
     * One linear map of pictures.
     *
     * @param size side of the picture
     * @param side what it is shrunk to
     * @param left columns of black before it
     * @param top rows of black above it
     */
    record Draw(int size, int side, int left, int top) {

        float[] apply(float[] planes) {
            float[] result = new float[planes.length];
            walk((target, source, weight) -> result[target] += (float) (weight * planes[source]));
            return result;
        }

        /** The transpose of {@link #apply}, which takes gradients back. */
        float[] adjoint(float[] gradient) {
            float[] result = new float[gradient.length];
            walk((target, source, weight) -> result[source] += (float) (weight * gradient[target]));
            return result;
        }

        private void walk(Entry entry) {
            double step = (double) size / side;
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                for (int y = 0; y < side; y++) {
                    double sy = Math.max(0, (y + 0.5) * step - 0.5);
                    int y0 = Math.min(size - 1, (int) sy);
                    int y1 = Math.min(size - 1, y0 + 1);
                    for (int x = 0; x < side; x++) {
                        double sx = Math.max(0, (x + 0.5) * step - 0.5);
                        int x0 = Math.min(size - 1, (int) sx);
                        int x1 = Math.min(size - 1, x0 + 1);
                        int target = index(c, top + y, left + x);
                        double fx = sx - x0;
                        double fy = sy - y0;
                        entry.at(target, index(c, y0, x0), (1 - fy) * (1 - fx));
                        entry.at(target, index(c, y0, x1), (1 - fy) * fx);
                        entry.at(target, index(c, y1, x0), fy * (1 - fx));
                        entry.at(target, index(c, y1, x1), fy * fx);
                    }
                }
            }
        }

        private int index(int c, int y, int x) {
            return (c * size + y) * size + x;
        }

        /** One entry of the map's matrix. */
        private interface Entry {
            void at(int target, int source, double weight);
        }
    }
}
