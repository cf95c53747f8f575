package io.facecloak.internal.jpeg;

/**
 * Changes samples of a baseline or progressive JPEG file. Blocks in which none changes keep their coefficients; quantisation tables,
 * sampling, scans and restart intervals stay as they are. Metadata (APPn, COM) and what follows the first picture are left out.
 *
 * <p>Sequential files keep their Huffman tables, too, and the bits of the other blocks are copied; that takes memory for the file and its
 * copy. Where the tables lack a code that a changed block needs, and in progressive files, all blocks are encoded, with tables made to
 * measure; that takes two bytes per coefficient: for 4:2:0, as much as the decoded picture in 24-bit RGB; for 4:4:4, twice that.
 */
public final class JpegPatch {

    private JpegPatch() {}

    /**
     * The changed file. In subsampled components a block covers more than 8×8 pixels, and decoders blend samples across its border by up
     * to one sample.
     *
     * @param maxPixels width times height at most; checked before anything is allocated
     * @param changes of the picture as it is stored
     * @param model of the file
     * @throws JpegStreamException if the picture is larger, if the file is broken, also where decoders would go on with a warning, or is
     *     neither baseline, extended sequential nor progressive with 8 bits and Huffman codes, or does not tell all bits of all
     *     coefficients; if its sampling factors do not divide each other; if coefficients beyond the usual range cannot be told
     * @throws IllegalArgumentException if the changes do not fit the picture or the model
     */
    public static byte[] apply(byte[] file, long maxPixels, SampleChanges changes, ColourModel model)
            throws JpegStreamException {
        try {
            return PatchWriter.write(file, maxPixels, changes, model);
        } catch (NotPatchableException e) {
            CoefficientImage image = CoefficientImage.read(file, maxPixels);
            image.add(changes, model);
            return image.encode();
        }
    }
}
