package io.facecloak.mask;

import io.facecloak.face.AlignedFace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A learnt cloak: the perturbation δ in aligned space, how it was learnt, and, unless left out, what recognises its person. Plain
 * immutable data, thread-safe.
 *
 * <p>δ has the layout of {@link AlignedFace}: planes R, G, B of 112×112, row by row. It is kept in steps of 1/256 of an 8-bit level
 * (1/65280 of the [0, 1] pixel range), so that a cloak read from its file equals the learnt one bit by bit.
 */
public final class CloakMask {

    /** Samples in δ: 3·112·112. */
    public static final int LENGTH = AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE;

    /** How many templates a cloak file can hold, of all recognisers together. */
    public static final int MAX_TEMPLATES = 64;

    static final int STEPS_PER_LEVEL = 256;
    static final int MAX_STEPS = 127 * STEPS_PER_LEVEL;
    private static final int STEPS_PER_UNIT = 255 * STEPS_PER_LEVEL;

    private final short[] steps;
    private final CloakInfo info;
    private final List<PersonTemplate> templates;

    /**
     * Rounds δ to the nearest step.
     *
     * @param delta {@link #LENGTH} samples in units of [0, 1] pixel values, each in [-127/255, 127/255]
     * @param templates empty to keep no biometric data
     * @throws IllegalArgumentException if {@code delta} has another length, or a sample is out of range or not a number
     */
    public CloakMask(float[] delta, CloakInfo info, List<PersonTemplate> templates) {
        this(toSteps(delta), info, templates);
    }

    /** Takes ownership of {@code steps}, which must be valid. */
    CloakMask(short[] steps, CloakInfo info, List<PersonTemplate> templates) {
        this.steps = steps;
        this.info = Objects.requireNonNull(info, "info");
        this.templates = List.copyOf(Objects.requireNonNull(templates, "templates"));
    }

    private static short[] toSteps(float[] delta) {
        if (delta.length != LENGTH) {
            throw new IllegalArgumentException("delta must hold " + LENGTH + " samples, but holds " + delta.length);
        }
        short[] steps = new short[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            double step = Math.rint((double) delta[i] * STEPS_PER_UNIT);
            if (!(Math.abs(step) <= MAX_STEPS)) {
                throw new IllegalArgumentException(
                        "delta must be in [-127/255, 127/255], but sample " + i + " is " + delta[i]);
            }
            steps[i] = (short) step;
        }
        return steps;
    }

    /** A copy of δ in units of [0, 1] pixel values. */
    public float[] delta() {
        float[] delta = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            delta[i] = (float) ((double) steps[i] / STEPS_PER_UNIT);
        }
        return delta;
    }

    /** A copy of δ in levels of 8-bit pixels: exact multiples of 1/256 in [-127, 127]. */
    public float[] levels() {
        float[] levels = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            levels[i] = (float) steps[i] / STEPS_PER_LEVEL;
        }
        return levels;
    }

    /** How it was learnt. */
    public CloakInfo info() {
        return info;
    }

    /** What recognises the person; empty if the cloak keeps no biometric data. */
    public List<PersonTemplate> templates() {
        return templates;
    }

    /** This cloak without biometric data. */
    public CloakMask withoutTemplates() {
        return templates.isEmpty() ? this : new CloakMask(steps, info, List.of());
    }

    /** This cloak, recognising its person by other templates. */
    public CloakMask withTemplates(List<PersonTemplate> templates) {
        return new CloakMask(steps, info, templates);
    }

    short step(int index) {
        return steps[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CloakMask that
                && Arrays.equals(steps, that.steps)
                && info.equals(that.info)
                && templates.equals(that.templates);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(steps), info, templates);
    }

    @Override
    public String toString() {
        return "CloakMask[" + info + ", " + templates.size() + " templates]";
    }
}
