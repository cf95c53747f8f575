package io.facecloak.image;

import java.nio.charset.StandardCharsets;

/** Which fields of EXIF's and TIFF's directories a policy keeps. Immutable. */
final class ExifFilter {

    /** Longer values of fields that nobody knows may hold anything. */
    private static final int OPAQUE = 4;

    private final MetadataPolicy policy;

    ExifFilter(MetadataPolicy policy) {
        this.policy = policy;
    }

    TiffStructure filtered(TiffStructure source) {
        return new TiffStructure(
                source.order(),
                source.root().kept(this::keepsInRoot),
                source.exif().kept(this::keepsInExif),
                source.interoperability().kept(entry -> entry.length() <= 32 && keeps(entry)),
                policy.keepsPlaces() ? source.gps().kept(this::keeps) : TiffDirectory.EMPTY,
                1);
    }

    private boolean keepsInRoot(TiffEntry entry) {
        return keeps(entry) && (ExifTags.DESCRIPTIVE_ROOT.contains(entry.tag()) || keepsUnlisted(entry));
    }

    private boolean keepsInExif(TiffEntry entry) {
        if (entry.tag() == ExifTags.MAKER_NOTE) {
            // Whoever writes it blanks the pictures in it.
            return policy.keepsPlaces();
        }
        return keeps(entry) && (ExifTags.DESCRIPTIVE_EXIF.contains(entry.tag()) || keepsUnlisted(entry));
    }

    /** Under every policy, pictures go. */
    private boolean keeps(TiffEntry entry) {
        return !ExifTags.PICTURES.contains(entry.tag())
                && (entry.length() <= OPAQUE || !EmbeddedPictures.isIn(entry.value()))
                && (policy.keepsPlaces() || !ExifTags.PLACES.contains(entry.tag()) && !LocationText.isIn(text(entry)));
    }

    private boolean keepsUnlisted(TiffEntry entry) {
        boolean legible = entry.type() != TiffEntry.UNDEFINED && entry.type() != TiffEntry.BYTE || isText(entry.tag());
        return policy.keepsIdentities() && (policy.keepsPlaces() || legible || entry.length() <= OPAQUE);
    }

    /** Windows' texts in UTF-16. */
    private static boolean isText(int tag) {
        return tag >= 0x9c9b && tag <= 0x9c9f;
    }

    /** Texts in ASCII, Latin-1, UTF-8 or UTF-16, as far as coordinates need them; nothing for numbers. */
    private static String text(TiffEntry entry) {
        return switch (entry.type()) {
            case TiffEntry.ASCII, TiffEntry.BYTE, TiffEntry.UNDEFINED ->
                new String(entry.value(), StandardCharsets.ISO_8859_1).replace("\0", "");
            default -> "";
        };
    }
}
