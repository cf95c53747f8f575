package io.facecloak.internal.array;

import io.facecloak.array.ArrayEngine;
import java.nio.FloatBuffer;

/**
 * The extents of a product of probes and rows.
 *
 * @param probes how many probes
 * @param rows how many rows
 * @param dimension values of a probe and of a row
 */
public record MatrixShape(int probes, int rows, int dimension) {

    /**
     * The shape of the arguments of {@link ArrayEngine#products}.
     *
     * @throws IllegalArgumentException as documented there
     */
    public static MatrixShape of(float[][] probes, FloatBuffer rows) {
        if (probes.length == 0 || probes[0].length == 0) {
            throw new IllegalArgumentException("probes must not be empty");
        }
        int dimension = probes[0].length;
        for (float[] probe : probes) {
            if (probe.length != dimension) {
                throw new IllegalArgumentException(
                        "probes must be of one length, but have " + dimension + " and " + probe.length + " values");
            }
        }
        if (rows.limit() % dimension != 0) {
            throw new IllegalArgumentException("rows must hold " + dimension
                    + " values each, as the probes do, but hold " + rows.limit() + " together");
        }
        return new MatrixShape(probes.length, rows.limit() / dimension, dimension);
    }
}
