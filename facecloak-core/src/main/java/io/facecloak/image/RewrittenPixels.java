package io.facecloak.image;

import io.facecloak.internal.image.PhotoWriter;

/** How much of a photo's picture data a {@link PhotoWriter} made anew. */
public enum RewrittenPixels {
    /** Nothing: the pixels are the file's own. */
    NONE,
    /** JPEG: the 8×8 blocks in which pixels changed; all other quantised coefficients are the source's, bit by bit. */
    CHANGED_BLOCKS,
    /** Everything: the whole picture was encoded, JPEG with one more rounding of every block. */
    ALL
}
