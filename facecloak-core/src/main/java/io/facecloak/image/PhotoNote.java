package io.facecloak.image;

/** Something that a written photo lacks, or has in another way, although nobody asked for that. */
public enum PhotoNote {
    /** EXIF could not be read, so that it could not be cleaned either. */
    EXIF_LOST("its EXIF metadata could not be read and were left out"),
    /** XMP could not be read, so that it could not be cleaned either. */
    XMP_LOST("its XMP metadata could not be read and were left out"),
    /** JPEG has room for 64 KiB of EXIF; other formats, from which the photo came, for more. */
    EXIF_TOO_LONG("its EXIF metadata were left out, since a JPEG file has room for 64 KiB of them only"),
    /** As {@link #EXIF_TOO_LONG}. */
    XMP_TOO_LONG("its XMP metadata were left out, since a JPEG file has room for 64 KiB of them only"),
    /** JPEG has room for 16 MiB. */
    PROFILE_TOO_LONG("its colour profile was left out, since a JPEG file has room for 16 MiB only"),
    /** What did not fit into the XMP packet itself: mostly pictures and editors' histories. */
    XMP_EXTENSION_LOST("the extension of its XMP metadata, which may hold pictures, was left out"),
    /** The colour profile could not be read. */
    PROFILE_LOST("its colour profile could not be read and was left out"),
    /** Without EXIF, nothing would turn the pixels for viewing. */
    TURNED("its pixels were turned upright, since no orientation tag was kept"),
    /** The camera maker's own record, which may hold the location, serial numbers and previews. */
    MAKER_NOTE_LOST("the camera maker's own notes were left out"),
    /** What makes it bright on HDR displays; it shows the unprotected face. */
    GAIN_MAP_LOST("its HDR gain map, which shows the unprotected face, was left out"),
    /** The clip of a motion photo; it shows the unprotected face. */
    VIDEO_LOST("its video, which shows the unprotected face, was left out"),
    /** Brightness beyond ordinary displays' (PQ), mapped to theirs. */
    HDR_REDUCED("its high dynamic range was reduced to that of ordinary displays"),
    /** A phone's XMP about a motion photo or a burst, which would lie without its companions. */
    MOTION_FIELDS_LOST("what its metadata say of a motion photo or a burst was left out"),
    /** The video of a Live Photo, a file of its own. */
    VIDEO_BESIDE(
            "a video of the same name lies beside the original (Live Photo); it shows the unprotected face, so do not share it"),
    /** Pages, frames, previews, depth maps and other pictures; they show the unprotected face. */
    FURTHER_PICTURES_LOST("further pictures in the file, which may show the unprotected face, were left out");

    private final String sentence;

    PhotoNote(String sentence) {
        this.sentence = sentence;
    }

    /** What happened, in words that go on after the photo's name and a colon. */
    public String sentence() {
        return sentence;
    }
}
