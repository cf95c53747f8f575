package io.facecloak.internal.image;

import java.nio.charset.StandardCharsets;

/** The bytes by which files of a format are known. */
public final class Signature {

    private Signature() {}

    /** @param latin1 one character per byte */
    public static boolean startsWith(byte[] bytes, int offset, String latin1) {
        byte[] magic = latin1.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < offset + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (bytes[offset + i] != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
