package io.facecloak.optimize;

/** How the gradients of several faces become steps. */
public enum UpdateRule {
    /** One step per iteration, along the mean gradient of all faces. */
    AVERAGED,
    /** A full step after every face, in the order of the list, as in the authors' code. */
    SEQUENTIAL
}
