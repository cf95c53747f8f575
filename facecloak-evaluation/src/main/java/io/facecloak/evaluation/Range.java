package io.facecloak.evaluation;

/** Checks of arguments. */
final class Range {

    private Range() {}

    static void requireAtLeastZero(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and at least 0, but is " + value);
        }
    }
}
