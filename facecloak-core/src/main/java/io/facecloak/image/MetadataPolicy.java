package io.facecloak.image;

/**
 * Which metadata a written photo keeps. Under every policy the colour profile stays, and pictures inside the metadata (thumbnails,
 * previews, depth or motion companions, content credentials) go, since they show the unprotected face.
 */
public enum MetadataPolicy {
    /**
     * Everything else stays: EXIF with the location and the maker's own note, XMP, IPTC, comments. The maker's note can only be read by
     * its maker and may hold a preview of its own.
     */
    KEEP,
    /** The default: as {@link #KEEP}, without the location (GPS, and place names in XMP and IPTC) and without the maker's own note. */
    KEEP_WITHOUT_LOCATION,
    /** Nothing but the colour profile and, where asked for, the note that the photo is cloaked; the pixels are stored upright, since the orientation tag goes too. */
    STRIP
}
