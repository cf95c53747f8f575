package io.facecloak.internal.jpeg;

/** How signed numbers are told after their size (T.81 F.1.2.1): negative ones as one less, of which the low bits count. */
final class SignedBits {

    private SignedBits() {}

    /** Bits of the magnitude. */
    static int size(int value) {
        return 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    }

    static int of(int value) {
        return value < 0 ? value - 1 : value;
    }
}
