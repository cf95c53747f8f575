package io.facecloak.array;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Multiplies matrices: probes with the rows of a gallery. {@link #configured()} is the one that the library uses; another takes its place
 * as a {@link java.util.ServiceLoader} service with a public constructor without arguments, which throws where the engine cannot work.
 *
 * <ul>
 *   <li>Implementations are thread-safe and keep nothing of their arguments.
 *   <li>Results of equal arguments may differ in their last bits, within the bound of {@link #products}. What the library makes of them does
 *       not: close calls are decided in double precision.
 * </ul>
 */
public interface ArrayEngine {

    /** The system property that names the engine to use, when it is not the first that is found: {@value}. */
    String PROPERTY = "facecloak.arrays";

    /** The name of {@link #plain()}: {@value}. */
    String PLAIN = "plain";

    /** A short name, for {@value #PROPERTY} and for logs. */
    String name();

    /**
     * The inner products of all probes with all rows, in single precision: off by no more than dimension · 2⁻²² times the norms of the
     * probe and of the row. A row or a probe that is not finite has products that are not, and spoils no others.
     *
     * @param probes at least one, of one length, the dimension
     * @param rows row after row of that length, from position 0 to the limit; its position and contents stay as they are. Direct or not,
     *     of either byte order, read-only or not
     * @return for each probe, its products with the rows, in their order
     * @throws IllegalArgumentException if there is no probe, probes are empty or of different lengths, or the buffer does not end with a row
     */
    float[][] products(float[][] probes, FloatBuffer rows);

    /**
     * How far the product of a probe and a row of norm 1 may be from the exact one.
     *
     * @param probe of any norm
     */
    static double tolerance(float[] probe) {
        Objects.requireNonNull(probe, "probe");
        double squares = 0;
        for (float value : probe) {
            squares += (double) value * value;
        }
        return probe.length * 0x1p-22 * Math.sqrt(squares);
    }

    /**
     * The engine of this process, chosen when it is first asked for: the one that {@value #PROPERTY} names, else the first service that
     * starts, else {@link #plain()}. One that does not start is logged.
     *
     * @throws IllegalStateException if the one that is named is not there or does not start
     */
    static ArrayEngine configured() {
        return ConfiguredEngine.get();
    }

    /** Loops in Java, which need nothing; large products are spread over the common pool's threads. */
    static ArrayEngine plain() {
        return PlainArrays.INSTANCE;
    }
}
