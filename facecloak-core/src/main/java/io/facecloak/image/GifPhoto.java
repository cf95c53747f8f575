package io.facecloak.image;

import java.io.IOException;

/** A GIF file. A cloak needs more colours than a palette has, so it is written as PNG. */
final class GifPhoto extends PluginPhoto {

    private GifPhoto(String name, byte[] bytes) throws IOException {
        super(name, PhotoFormat.GIF, bytes, PhotoMetadata.NONE);
    }

    static GifPhoto parse(byte[] bytes, String name) throws IOException {
        requireComplete(bytes, name);
        return new GifPhoto(name, bytes);
    }

    /** Walks the blocks to the trailer. */
    private static void requireComplete(byte[] bytes, String name) throws PhotoFormatException {
        try {
            int at = 13 + palette(bytes[10]);
            while (bytes[at] != 0x3b) {
                if (bytes[at] == 0x2c) {
                    at += 11 + palette(bytes[at + 9]);
                } else if (bytes[at] == 0x21) {
                    at += 2;
                } else {
                    throw PhotoFormatException.corrupt(name, "no GIF block at byte " + at, null);
                }
                while (bytes[at] != 0) {
                    at += 1 + (bytes[at] & 0xff);
                }
                at++;
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw PhotoFormatException.truncated(name);
        }
    }

    private static int palette(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }
}
