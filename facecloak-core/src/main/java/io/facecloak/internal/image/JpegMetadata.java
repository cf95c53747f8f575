package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.internal.jpeg.Markers;
import io.facecloak.internal.jpeg.Segment;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Metadata in JPEG's application segments. */
final class JpegMetadata {

    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String ICC = "ICC_PROFILE\0";
    private static final String PHOTOSHOP = "Photoshop 3.0\0";

    /** Bytes of the largest packet that a segment holds. */
    static final int MAX_XMP = Segment.MAX_DATA - XMP.length();

    /** Bytes of the largest EXIF block that a segment holds. */
    static final int MAX_EXIF = Segment.MAX_DATA - EXIF.length();

    /** Bytes of a profile in each segment. */
    private static final int ICC_ROOM = Segment.MAX_DATA - ICC.length() - 2;

    /** Bytes of the largest profile: its parts are numbered with one byte. */
    static final int MAX_ICC = 255 * ICC_ROOM;

    private JpegMetadata() {}

    static PhotoMetadata read(List<Segment> segments) {
        return PhotoMetadata.of(
                exif(segments),
                all(segments, Markers.APP1, XMP).findFirst(),
                icc(segments),
                joined(segments, Markers.APP13, PHOTOSHOP));
    }

    /** Some programs end the prefix with another byte than zero. */
    private static List<byte[]> exif(List<Segment> segments) {
        return segments.stream()
                .filter(segment ->
                        is(segment, Markers.APP1, EXIF.substring(0, 5)) && segment.data().length > EXIF.length())
                .map(segment -> Arrays.copyOfRange(segment.data(), EXIF.length(), segment.data().length))
                .toList();
    }

    /** The segments that carry {@code metadata}, each part of which must have {@link PhotoMetadata#inJpeg room}. */
    static List<Segment> segments(PhotoMetadata metadata) {
        List<Segment> segments = new ArrayList<>();
        metadata.exif().ifPresent(exif -> segments.add(segment(Markers.APP1, EXIF, exif)));
        metadata.xmp().ifPresent(xmp -> segments.add(segment(Markers.APP1, XMP, xmp)));
        metadata.icc().ifPresent(icc -> addIcc(segments, icc));
        metadata.photoshop().ifPresent(resources -> {
            int room = Segment.MAX_DATA - PHOTOSHOP.length();
            for (int at = 0; at < resources.length; at += room) {
                byte[] part = Arrays.copyOfRange(resources, at, Math.min(resources.length, at + room));
                segments.add(segment(Markers.APP13, PHOTOSHOP, part));
            }
        });
        return segments;
    }

    private static void addIcc(List<Segment> segments, byte[] icc) {
        int room = ICC_ROOM;
        int count = (icc.length + room - 1) / room;
        for (int i = 0; i < count; i++) {
            byte[] part = Arrays.copyOfRange(icc, i * room, Math.min(icc.length, (i + 1) * room));
            segments.add(segment(Markers.APP2, ICC + (char) (i + 1) + (char) count, part));
        }
    }

    /** Whether a comment stays as it is. */
    static boolean keepsComment(Segment comment, MetadataRules rules) {
        return rules.policy() != MetadataPolicy.STRIP
                && !EmbeddedPictures.isIn(comment.data())
                && !rules.forbid(comment.data());
    }

    /** Whether a segment is of a kind and begins with these bytes, one per character. */
    static boolean is(Segment segment, int marker, String prefix) {
        return segment.marker() == marker && Signature.startsWith(segment.data(), 0, prefix);
    }

    static boolean isProfile(Segment segment) {
        return is(segment, Markers.APP2, ICC);
    }

    private static Stream<byte[]> all(List<Segment> segments, int marker, String prefix) {
        return segments.stream()
                .filter(segment -> is(segment, marker, prefix))
                .map(segment -> Arrays.copyOfRange(segment.data(), prefix.length(), segment.data().length));
    }

    private static Optional<byte[]> joined(List<Segment> segments, int marker, String prefix) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Segment segment : segments) {
            if (is(segment, marker, prefix)) {
                joined.write(segment.data(), prefix.length(), segment.data().length - prefix.length());
            }
        }
        return joined.size() == 0 ? Optional.empty() : Optional.of(joined.toByteArray());
    }

    /** A profile comes in numbered parts, which need not be in order. */
    private static Optional<byte[]> icc(List<Segment> segments) {
        int header = ICC.length() + 2;
        List<Segment> parts = segments.stream()
                .filter(segment -> isProfile(segment) && segment.data().length > header)
                .sorted((a, b) -> (a.data()[header - 2] & 0xff) - (b.data()[header - 2] & 0xff))
                .toList();
        if (parts.isEmpty() || (parts.get(0).data()[header - 1] & 0xff) != parts.size()) {
            return Optional.empty();
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Segment part : parts) {
            joined.write(part.data(), header, part.data().length - header);
        }
        return Optional.of(joined.toByteArray());
    }

    private static Segment segment(int marker, String prefix, byte[] data) {
        byte[] all = new byte[prefix.length() + data.length];
        for (int i = 0; i < prefix.length(); i++) {
            all[i] = (byte) prefix.charAt(i);
        }
        System.arraycopy(data, 0, all, prefix.length(), data.length);
        return new Segment(marker, all);
    }
}
