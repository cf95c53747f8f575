package io.facecloak.image;

/**
 * Which metadata a written photo keeps. Under every policy the colour profile stays, and pictures inside the metadata (thumbnails,
 * previews, depth or motion companions, gain maps, content credentials) go, since they show the unprotected face. docs/formats.md lists
 * what else goes under which policy.
 */
public enum MetadataPolicy {
    /**
     * The default, for photos that others will see: what describes the picture stays (date, exposure, camera model, caption, copyright and
     * licence, rating, colour), what identifies people, places and devices goes: names and face regions, keywords, creators and owners,
     * serial numbers and identifiers, the location, and whatever this library does not know.
     */
    SHARING,
    /** As {@link #KEEP}, without the location (GPS, place names, coordinates in texts) and without what only its maker can read. */
    KEEP_WITHOUT_LOCATION,
    /**
     * Everything but pictures stays: EXIF with the location and the maker's own note, XMP, IPTC, comments. Pictures inside the maker's note
     * are blanked as far as they can be recognised.
     */
    KEEP,
    /** Nothing but the colour profile and, where asked for, the note that the photo is cloaked; the pixels are stored upright, since the orientation tag goes too. */
    STRIP;

    /** Whether the location and places stay. */
    public boolean keepsPlaces() {
        return this == KEEP;
    }

    /** Whether people, owners and devices may be named, and what nobody can read stays. */
    public boolean keepsIdentities() {
        return this == KEEP || this == KEEP_WITHOUT_LOCATION;
    }
}
