package io.facecloak.optimize;

/**
 * Variance tuning (Wang and He 2021): each gradient is corrected by how much the previous one differed from the mean gradient of its
 * neighbourhood. Every step costs {@code samples} further evaluations.
 *
 * @param samples neighbours, in 1..100
 * @param radius neighbours are uniform in ± this many times the budget, in (0, 10]
 */
public record VarianceTuning(int samples, double radius) {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public VarianceTuning {
        if (samples < 1 || samples > 100) {
            throw new IllegalArgumentException("samples must be in 1..100, but is " + samples);
        }
        if (!(radius > 0 && radius <= 10)) {
            throw new IllegalArgumentException("radius must be in (0, 10], but is " + radius);
        }
    }
}
