package io.facecloak.internal.image;

import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is that is no photo of a supported format, so that the user knows what to do.
 *
 * @param what it is, with an article where there is one
 * @param remedy what to do, as an order
 * @param kind what a viewer of pictures would make of it
 */
record UnreadableFile(String what, String remedy, Kind kind) {

    /** What a viewer of pictures would make of a file. */
    enum Kind {
        /** A photo of a format that cannot be read here. */
        PHOTO,
        /** Another picture, or what may be one. */
        PICTURE,
        /** Nothing to look at as a picture. */
        OTHER
    }

    private static final String CONVERT = "convert it to JPEG or PNG, or choose another file";
    private static final String DEVELOP =
            "develop it with the camera maker's program, darktable or RawTherapee and save it"
                    + " as JPEG or TIFF, or take the JPEG file that the camera wrote beside it";
    private static final String FROM_JPEG_XL =
            "convert it to PNG or JPEG, such as with 'djxl photo.jxl photo.png' or ImageMagick";

    private static final UnreadableFile TEXT = other("text");
    private static final UnreadableFile UNKNOWN = picture("of an unknown kind");
    private static final UnreadableFile VIDEO = other("a video or sound");

    /** What begins a file at an offset, and what it then is. */
    private record Sign(int offset, String magic, UnreadableFile file) {

        boolean isAt(byte[] bytes) {
            return Signature.startsWith(bytes, offset, magic);
        }
    }

    private static final List<Sign> KNOWN = List.of(
            new Sign(0, "\u00ff\n", jpegXl()),
            new Sign(4, "JXL ", jpegXl()),
            new Sign(4, "jP  ", photo("a JPEG 2000 photo")),
            new Sign(0, "\u00ffO\u00ffQ", photo("a JPEG 2000 photo")),
            new Sign(0, "II\u00bc", photo("a JPEG XR photo")),
            new Sign(0, "BPG\u00fb", photo("a BPG photo")),
            new Sign(0, "IIRO", raw("ORF of Olympus")),
            new Sign(0, "IIRS", raw("ORF of Olympus")),
            new Sign(0, "MMOR", raw("ORF of Olympus")),
            new Sign(0, "IIU\0", raw("RW2 of Panasonic")),
            new Sign(0, "FUJIFILMCCD-RAW", raw("RAF of Fujifilm")),
            new Sign(6, "HEAPCCDR", raw("CRW of Canon")),
            new Sign(0, "FOVb", raw("X3F of Sigma")),
            new Sign(0, "\0MRM", raw("MRW of Minolta")),
            new Sign(0, "8BPS", picture("a Photoshop document")),
            new Sign(0, "gimp xcf", picture("a GIMP document")),
            new Sign(0, "\u008aMNG", picture("an MNG animation")),
            new Sign(0, "\u008bJNG", picture("a JNG picture")),
            new Sign(0, "v/1\u0001", picture("an OpenEXR picture")),
            new Sign(0, "#?RADIANCE", picture("a Radiance picture")),
            new Sign(0, "#?RGBE", picture("a Radiance picture")),
            new Sign(0, "/* XPM", picture("an XPM picture")),
            new Sign(0, "SIMPLE  =", picture("a FITS picture")),
            new Sign(0, "AT&TFORM", picture("a DjVu document")),
            new Sign(128, "DICM", picture("a DICOM picture")),
            new Sign(0, "%PDF", other("a PDF document")),
            new Sign(0, "PK\u0003\u0004", other("a ZIP archive")),
            new Sign(0, "PK\u0005\u0006", other("a ZIP archive")),
            new Sign(0, "\u001f\u008b", other("an archive")),
            new Sign(0, "BZh", other("an archive")),
            new Sign(0, "\u00fd7zXZ\0", other("an archive")),
            new Sign(0, "(\u00b5/\u00fd", other("an archive")),
            new Sign(0, "7z\u00bc\u00af\u0027\u001c", other("an archive")),
            new Sign(0, "Rar!\u001a\u0007", other("an archive")),
            new Sign(257, "ustar", other("an archive")),
            new Sign(0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", other("an Office document")),
            new Sign(0, "SQLite format 3\0", other("a database")),
            new Sign(0, "\u007fELF", other("a program")),
            new Sign(0, "\u00ca\u00fe\u00ba\u00be", other("a program")),
            new Sign(0, "wOFF", other("a font")),
            new Sign(0, "wOF2", other("a font")),
            new Sign(0, "\u001aE\u00df\u00a3", VIDEO),
            new Sign(0, "OggS", VIDEO),
            new Sign(0, "fLaC", VIDEO),
            new Sign(0, "ID3", VIDEO),
            new Sign(0, "MThd", VIDEO),
            new Sign(0, "FLV\u0001", VIDEO),
            new Sign(0, "0&\u00b2u\u008ef\u00cf\u0011", VIDEO),
            new Sign(0, "\0\0\u0001\u00ba", VIDEO),
            new Sign(0, "\0\0\u0001\u00b3", VIDEO),
            new Sign(0, "\u00ff\u00fb", VIDEO),
            new Sign(0, "\u00ff\u00f3", VIDEO),
            new Sign(0, "\u00ff\u00f1", VIDEO),
            new Sign(0, "\u00ff\u00f9", VIDEO),
            new Sign(8, "AVI ", VIDEO),
            new Sign(8, "WAVE", VIDEO),
            new Sign(8, "AIFF", VIDEO),
            new Sign(4, "moov", VIDEO),
            new Sign(4, "mdat", VIDEO));

    /** @param bytes the file, or its beginning */
    static UnreadableFile of(byte[] bytes) {
        Optional<IsoMedia> media = IsoMedia.of(bytes);
        if (media.isPresent()) {
            if (media.get().isRaw()) {
                return raw("CR3 of Canon");
            }
            return media.get().isVideo() ? VIDEO : UNKNOWN;
        }
        return KNOWN.stream()
                .filter(sign -> sign.isAt(bytes))
                .max(Comparator.comparingInt(sign -> sign.magic().length()))
                .map(Sign::file)
                .orElseGet(() -> unsigned(bytes));
    }

    private static UnreadableFile unsigned(byte[] bytes) {
        if (!isText(bytes)) {
            return UNKNOWN;
        }
        String text = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1);
        if (text.toLowerCase(Locale.ROOT).contains("<svg")) {
            return picture("an SVG picture");
        }
        return text.matches("(?s)P[1-7fF]\\s.*") ? picture("a PNM picture") : TEXT;
    }

    private static boolean isText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 512); i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private static UnreadableFile jpegXl() {
        return new UnreadableFile("a JPEG XL photo", FROM_JPEG_XL, Kind.PHOTO);
    }

    /** @param kind the file name's extension and the maker */
    static UnreadableFile raw(String kind) {
        return new UnreadableFile("a raw photo (" + kind + ")", DEVELOP, Kind.PHOTO);
    }

    private static UnreadableFile photo(String what) {
        return new UnreadableFile(what, CONVERT, Kind.PHOTO);
    }

    private static UnreadableFile picture(String what) {
        return new UnreadableFile(what, CONVERT, Kind.PICTURE);
    }

    private static UnreadableFile other(String what) {
        return new UnreadableFile(what, CONVERT, Kind.OTHER);
    }

    /** Whether a viewer of pictures may show it. */
    boolean mayBePicture() {
        return kind != Kind.OTHER;
    }

    /** A {@link NoPhotoException} unless it is a photo of a format that cannot be read. */
    PhotoFormatException exception(String name) {
        String message = name + " is no JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC or AVIF photo but " + what
                + ", whatever its name says; " + remedy;
        return kind == Kind.PHOTO ? new PhotoFormatException(message) : new NoPhotoException(message, mayBePicture());
    }
}
