package io.facecloak.model;

import io.facecloak.face.Portrait;
import io.facecloak.model.Progress.Stage;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Stage 1 (paper, section III-B): from one portrait, varied portraits of the same person.
 *
 * <ul>
 *   <li>Deterministic: the same seed portrait, count and state of {@code random} give the same portraits on one machine.
 *   <li>Thread-safe. {@link #close()} is idempotent.
 *   <li>A portrait that no longer looks like the person is the caller's business: it checks and asks for more.
 * </ul>
 */
public interface Synthesizer extends AutoCloseable {

    /** A short name for people, such as {@code seed-variations}. */
    String name();

    /**
     * @param seed the person; not changed
     * @param count how many portraits, at least 1
     * @param random the only source of chance
     * @return {@code count} portraits
     */
    List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random);

    /**
     * As {@link #synthesize(Portrait, int, RandomGenerator)}; generators that take long tell how far they are.
     *
     * @param progress told about every step of the work, in a stage of the generator's own such as {@link Stage#DENOISING}; an
     *     exception thrown there ends the work and reaches the caller
     */
    default List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random, Progress progress) {
        return synthesize(seed, count, random);
    }

    @Override
    default void close() {}
}
