package io.facecloak.heif;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A box of an ISO base media file: a part of the file's bytes.
 *
 * @param type four characters
 * @param from where its content begins, behind its header
 * @param to where it ends
 */
record Box(ByteBuffer file, String type, int from, int to) {

    private static final int HEADER = 8;
    private static final int LONG_HEADER = 16;

    /** No sound file has so many in one place. */
    private static final int MAX_BOXES = 100_000;

    /** The boxes side by side in a part of a file, up to what is no box, or is one that ends behind the part. */
    static List<Box> in(ByteBuffer file, int from, int to) {
        List<Box> boxes = new ArrayList<>();
        int at = from;
        while (to - at >= HEADER && boxes.size() < MAX_BOXES) {
            long size = Integer.toUnsignedLong(file.getInt(at));
            int header = HEADER;
            if (size == 1 && to - at >= LONG_HEADER) {
                size = file.getLong(at + HEADER);
                header = LONG_HEADER;
            } else if (size == 0) {
                size = to - at;
            }
            if (size < header || size > to - at) {
                break;
            }
            boxes.add(new Box(file, text(file, at + 4), at + header, at + (int) size));
            at += (int) size;
        }
        return boxes;
    }

    static String text(ByteBuffer file, int at) {
        byte[] type = new byte[4];
        file.get(at, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    int length() {
        return to - from;
    }

    /** The boxes in this one, behind some bytes of its own. */
    List<Box> children(int skipped) {
        return skipped > length() ? List.of() : in(file, from + skipped, to);
    }

    /** Reads its content from the beginning. */
    ByteBuffer content() {
        return file.slice(from, to - from);
    }
}
