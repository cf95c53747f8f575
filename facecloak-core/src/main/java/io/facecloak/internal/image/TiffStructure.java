package io.facecloak.internal.image;

import io.facecloak.image.Orientation;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The directories of a TIFF structure that describe its first picture: a TIFF file's, or EXIF's.
 *
 * @param root the first directory
 * @param exif EXIF's own directory; empty if there is none
 * @param interoperability EXIF's directory of that name; empty if there is none
 * @param gps the location; empty if there is none
 * @param directories how many are in the chain that begins with the first: further ones are pages or thumbnails
 */
record TiffStructure(
        ByteOrder order,
        TiffDirectory root,
        TiffDirectory exif,
        TiffDirectory interoperability,
        TiffDirectory gps,
        int directories) {

    static final int ORIENTATION = 0x0112;
    static final int EXIF = 0x8769;
    static final int GPS = 0x8825;
    static final int INTEROPERABILITY = 0xa005;

    /** @return empty if there is no TIFF header, or no directory behind it */
    static Optional<TiffStructure> parse(byte[] tiff) {
        return TiffReader.read(tiff);
    }

    boolean isEmpty() {
        return root.isEmpty() && exif.isEmpty() && interoperability.isEmpty() && gps.isEmpty();
    }

    TiffStructure withRoot(UnaryOperator<TiffDirectory> change) {
        return new TiffStructure(order, change.apply(root), exif, interoperability, gps, directories);
    }

    /** What the first directory says of the orientation; empty without a whole number from 1 to 8. Thumbnails' do not count. */
    Optional<Orientation> orientation() {
        return root.find(ORIENTATION)
                .map(entry -> entry.numbers(order))
                .filter(numbers -> numbers.length > 0 && numbers[0] >= 1 && numbers[0] <= 8)
                .map(numbers -> Orientation.ofExif((int) numbers[0]));
    }
}
