package io.facecloak.internal.image;

import io.facecloak.image.PhotoNote;
import io.facecloak.internal.jpeg.Markers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Pictures and videos that phones keep in and behind a JPEG picture. */
final class JpegCompanions {

    private static final String MULTI_PICTURE = "MPF\0";
    private static final String GAIN_MAP = "hdr-gain-map/";
    private static final String CAMERA = "http://ns.google.com/photos/1.0/camera/";
    private static final String ISO_GAIN_MAP = "urn:iso:std:iso:ts:21496:";
    private static final String XMP_EXTENSION = "http://ns.adobe.com/xmp/extension/";
    private static final String VIDEO = "ftyp";

    private JpegCompanions() {}

    static Set<PhotoNote> of(byte[] file, JpegSegments segments, PhotoMetadata metadata) {
        Set<PhotoNote> notes = EnumSet.noneOf(PhotoNote.class);
        byte[] trailer = Arrays.copyOfRange(file, Math.min(file.length, segments.end()), file.length);
        boolean gainMap = metadata.xmp()
                        .filter(packet -> latin1(packet).contains(GAIN_MAP))
                        .isPresent()
                || has(segments, Markers.APP2, ISO_GAIN_MAP);
        boolean motion =
                metadata.xmp().filter(packet -> latin1(packet).contains(CAMERA)).isPresent();
        boolean video = latin1(trailer).contains(VIDEO);
        boolean multiple = has(segments, Markers.APP2, MULTI_PICTURE);
        if (gainMap) {
            notes.add(PhotoNote.GAIN_MAP_LOST);
        }
        if (video) {
            notes.add(PhotoNote.VIDEO_LOST);
        }
        if (motion) {
            notes.add(PhotoNote.MOTION_FIELDS_LOST);
        }
        if (!gainMap && !video && (multiple || EmbeddedPictures.isIn(trailer))) {
            notes.add(PhotoNote.FURTHER_PICTURES_LOST);
        }
        if (has(segments, Markers.APP1, XMP_EXTENSION)) {
            notes.add(PhotoNote.XMP_EXTENSION_LOST);
        }
        return notes;
    }

    private static boolean has(JpegSegments segments, int marker, String prefix) {
        return segments.head().stream().anyMatch(segment -> JpegMetadata.is(segment, marker, prefix));
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
