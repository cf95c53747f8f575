package io.facecloak.internal.image;

/** Which fields of EXIF's and TIFF's directories a policy keeps. Immutable. */
final class ExifFilter {

    /** Longer values of fields that nobody knows may hold anything. */
    private static final int OPAQUE = 4;

    private final MetadataRules rules;

    ExifFilter(MetadataRules rules) {
        this.rules = rules;
    }

    TiffStructure filtered(TiffStructure source) {
        return new TiffStructure(
                source.order(),
                source.root().kept(this::keepsInRoot),
                source.exif().kept(this::keepsInExif),
                source.interoperability().kept(entry -> entry.length() <= 32 && keeps(entry)),
                rules.policy().keepsPlaces() ? source.gps().kept(this::keeps) : TiffDirectory.EMPTY,
                1);
    }

    private boolean keepsInRoot(TiffEntry entry) {
        return keeps(entry) && (ExifTags.DESCRIPTIVE_ROOT.contains(entry.tag()) || keepsUnlisted(entry));
    }

    private boolean keepsInExif(TiffEntry entry) {
        if (entry.tag() == ExifTags.MAKER_NOTE) {
            // Whoever writes it blanks the pictures in it.
            return rules.policy().keepsPlaces();
        }
        return keeps(entry) && (ExifTags.DESCRIPTIVE_EXIF.contains(entry.tag()) || keepsUnlisted(entry));
    }

    /** Under every policy, pictures go. */
    private boolean keeps(TiffEntry entry) {
        return !ExifTags.PICTURES.contains(entry.tag())
                && (entry.length() <= OPAQUE || !EmbeddedPictures.isIn(entry.value()))
                && (rules.policy().keepsPlaces() || !ExifTags.PLACES.contains(entry.tag()))
                && !isForbidden(entry);
    }

    private boolean keepsUnlisted(TiffEntry entry) {
        boolean legible = entry.type() != TiffEntry.UNDEFINED && entry.type() != TiffEntry.BYTE || isText(entry.tag());
        return rules.policy().keepsIdentities()
                && (rules.policy().keepsPlaces() || legible || entry.length() <= OPAQUE);
    }

    /** Windows' texts in UTF-16. */
    private static boolean isText(int tag) {
        return tag >= 0x9c9b && tag <= 0x9c9f;
    }

    /** Of texts and what may be some; numbers are none. */
    private boolean isForbidden(TiffEntry entry) {
        return switch (entry.type()) {
            case TiffEntry.ASCII, TiffEntry.BYTE, TiffEntry.UNDEFINED ->
                entry.tag() == ExifTags.COPYRIGHT ? rules.forbidPlace(entry.value()) : rules.forbid(entry.value());
            default -> false;
        };
    }
}
