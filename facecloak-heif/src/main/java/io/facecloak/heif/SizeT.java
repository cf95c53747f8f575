package io.facecloak.heif;

import com.sun.jna.IntegerType;
import com.sun.jna.Native;

/** C's {@code size_t}. Public for JNA alone. */
public final class SizeT extends IntegerType {

    private static final long serialVersionUID = 1;

    public SizeT() {
        this(0);
    }

    SizeT(long value) {
        super(Native.SIZE_T_SIZE, value, true);
    }
}
