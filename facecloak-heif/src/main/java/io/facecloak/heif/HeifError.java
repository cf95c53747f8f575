package io.facecloak.heif;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** libheif's {@code struct heif_error}. Public for JNA alone. */
@FieldOrder({"code", "subcode", "message"})
public class HeifError extends Structure {

    /** As functions return it. */
    public static final class ByValue extends HeifError implements Structure.ByValue {}

    /** 0: none. */
    public int code;

    public int subcode;

    public String message;

    /** The message, in one line. */
    String text() {
        return message == null ? "error " + code : message.strip();
    }
}
