package io.facecloak.optimize;

/** What part of the gradient a step follows. */
public enum StepRule {
    /** Its signs (Eq. 9): every sample moves by α. */
    SIGN,
    /** The gradient itself, brought to mean magnitude α: samples that matter more move further. */
    SCALED,
    /**
     * As {@link #SCALED}, weighted by how well each place of the faces hides a change: the steepest descent when the visible change,
     * as structural similarity counts it, is what costs.
     */
    MASKED
}
