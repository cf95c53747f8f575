package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;
import java.util.Optional;
import java.util.Set;

/** The pixels of a TIFF file's first picture: whether they are there, and the file without anything else that a decoder would follow. */
final class TiffPixels {

    private static final int STRIP_OFFSETS = 0x0111;
    private static final int STRIP_BYTE_COUNTS = 0x0117;
    private static final int TILE_OFFSETS = 0x0144;
    private static final int TILE_BYTE_COUNTS = 0x0145;

    private TiffPixels() {}

    /** @throws PhotoFormatException if pixels, or fields that say what they are, lie behind the end of the file */
    static void requireComplete(byte[] file, TiffStructure structure, String name) throws PhotoFormatException {
        if (!structure.root().whole() || structure.root().damaged().stream().anyMatch(ExifTags.PIXELS::contains)) {
            throw PhotoFormatException.truncated(name);
        }
        requireInside(file, structure, STRIP_OFFSETS, STRIP_BYTE_COUNTS, name);
        requireInside(file, structure, TILE_OFFSETS, TILE_BYTE_COUNTS, name);
    }

    private static void requireInside(byte[] file, TiffStructure structure, int offsetTag, int countTag, String name)
            throws PhotoFormatException {
        long[] offsets = numbers(structure, offsetTag);
        long[] counts = numbers(structure, countTag);
        for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
            if (offsets[i] + counts[i] > file.length) {
                throw PhotoFormatException.truncated(name);
            }
        }
    }

    private static long[] numbers(TiffStructure structure, int tag) {
        Optional<TiffEntry> entry = structure.root().find(tag);
        return entry.map(field -> field.numbers(structure.order())).orElse(new long[0]);
    }

    /**
     * The file with one directory that holds nothing but the fields of the pixels and their profile, so that the decoder cannot stumble over
     * damaged metadata, further pages or hostile directories.
     */
    static byte[] bare(byte[] file, TiffStructure structure) {
        Set<Integer> wanted = ExifTags.PIXELS;
        TiffDirectory root =
                structure.root().kept(entry -> wanted.contains(entry.tag()) || entry.tag() == ExifTags.ICC);
        return TiffWriter.appended(
                file,
                new TiffStructure(
                        structure.order(), root, TiffDirectory.EMPTY, TiffDirectory.EMPTY, TiffDirectory.EMPTY, 1));
    }
}
