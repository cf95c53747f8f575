package io.facecloak.image;

/**
 * What a reader accepts at most; checked against the file's size and header before anything is allocated.
 *
 * @param maxPixels width times height
 * @param maxBytes size of the encoded file
 */
public record PhotoLimits(long maxPixels, long maxBytes) {

    /** 200 megapixels, 512 MiB. */
    public static final PhotoLimits DEFAULT = new PhotoLimits(200_000_000, 512L << 20);

    public PhotoLimits {
        requirePositive("maxPixels", maxPixels);
        requirePositive("maxBytes", maxBytes);
    }

    private static void requirePositive(String name, long value) {
        // Java's arrays hold no more; a photo's pixels and bytes must fit one.
        if (value < 1 || value > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    name + " must be in [1, " + (Integer.MAX_VALUE - 8) + "], but is " + value);
        }
    }
}
