package io.facecloak.synthesis;

/** How far the portraits of {@link SeedVariations} may be from their seed. */
public enum Strength {
    /** Like frames of one video. */
    MILD(0.6),
    /** Like photos of one day: the default. */
    BALANCED(1),
    /** Like photos of several years; expect a check of the identity to reject some. */
    STRONG(1.4);

    private final double amount;

    Strength(double amount) {
        this.amount = amount;
    }

    /** The factor on every range. */
    double amount() {
        return amount;
    }
}
