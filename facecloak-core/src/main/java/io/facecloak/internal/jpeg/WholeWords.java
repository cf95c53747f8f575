package io.facecloak.internal.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Four bytes of entropy-coded data at once. */
final class WholeWords {

    /** The bytes of an array as a big-endian number. */
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private WholeWords() {}

    /** Whether one of the four bytes is 0xff, which is stuffed or begins a marker. */
    static boolean hasFf(int word) {
        // A byte of the complement that is zero borrows from its highest bit.
        return (~word - 0x01010101 & word & 0x80808080) != 0;
    }
}
