package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import java.io.IOException;
import java.util.Set;

/** A GIF file. A cloak needs more colours than a palette has, so it is written as PNG. */
final class GifPhoto extends PluginPhoto {

    private final int frames;

    private GifPhoto(String name, byte[] bytes, int frames) throws IOException {
        super(name, PhotoFormat.GIF, bytes, PhotoMetadata.NONE);
        this.frames = frames;
    }

    static GifPhoto parse(byte[] bytes, String name) throws IOException {
        return new GifPhoto(name, bytes, frames(bytes, name));
    }

    @Override
    public Set<PhotoNote> companions() {
        return frames > 1 ? Set.of(PhotoNote.FURTHER_PICTURES_LOST) : Set.of();
    }

    /** Walks the blocks to the trailer and counts the pictures. */
    private static int frames(byte[] bytes, String name) throws PhotoFormatException {
        try {
            int frames = 0;
            int at = 13 + palette(bytes[10]);
            while (bytes[at] != 0x3b) {
                if (bytes[at] == 0x2c) {
                    at += 11 + palette(bytes[at + 9]);
                    frames++;
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
            return frames;
        } catch (ArrayIndexOutOfBoundsException e) {
            throw PhotoFormatException.truncated(name);
        }
    }

    private static int palette(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }
}
