package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A colour profile (ICC.1): a header and a table of tags, of which colour engines need some and anybody may add others. */
final class IccProfile {

    private static final Logger LOG = LoggerFactory.getLogger(IccProfile.class);

    /** What says how the numbers are to be shown, and the name and copyright that every profile must have. */
    static final Set<String> RENDERING = Set.of(
            "A2B0", "A2B1", "A2B2", "A2B3", "A2M0", "B2A0", "B2A1", "B2A2", "B2A3", "B2D0", "B2D1", "B2D2", "B2D3",
            "D2B0", "D2B1", "D2B2", "D2B3", "aabg", "aagg", "aarg", "bTRC", "bXYZ", "bkpt", "chad", "chrm", "cicp",
            "clot", "clro", "clrt", "cprt", "desc", "dmdd", "dmnd", "gTRC", "gXYZ", "gamt", "kTRC", "lumi", "meas",
            "ncl2", "pre0", "pre1", "pre2", "rTRC", "rXYZ", "rig0", "rig2", "tech", "vued", "view", "wtpt");

    private static final int HEADER = 128;
    private static final int TABLE = HEADER + Integer.BYTES;
    private static final int ENTRY = 12;
    private static final int SIGNATURE = 36;
    private static final int CHECKSUM = 84;

    /** Sound profiles have about twenty. */
    private static final int MAX_TAGS = 256;

    /** @param name four letters */
    private record Tag(String name, int offset, int length) {

        Place place() {
            return new Place(offset, length);
        }
    }

    /** Tags may share their data. */
    private record Place(int offset, int length) {}

    private IccProfile() {}

    /**
     * The profile as a policy keeps it, always without pictures; the same array if there is nothing to remove.
     *
     * @return empty if it is not legible and so cannot be cleaned
     */
    static Optional<byte[]> filtered(byte[] icc, MetadataPolicy policy) {
        Optional<List<Tag>> tags = tags(icc);
        if (tags.isEmpty()) {
            LOG.warn("dropped a colour profile that is not legible");
            return Optional.empty();
        }
        List<Tag> kept = tags.get().stream()
                .filter(tag -> policy.keepsIdentities() || RENDERING.contains(tag.name()))
                .filter(tag -> !EmbeddedPictures.isIn(bytes(icc, tag)))
                .toList();
        boolean whole = kept.size() == tags.get().size() && isDense(icc, kept);
        return Optional.of(whole ? icc : written(icc, kept));
    }

    private static Optional<List<Tag>> tags(byte[] icc) {
        if (icc.length < TABLE || !Signature.startsWith(icc, SIGNATURE, "acsp")) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(icc);
        int count = in.getInt(HEADER);
        if (count < 1 || count > MAX_TAGS || TABLE + ENTRY * count > icc.length) {
            return Optional.empty();
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = TABLE + ENTRY * i;
            int offset = in.getInt(at + 4);
            int length = in.getInt(at + 8);
            if (offset < TABLE || length < 0 || length > icc.length - offset) {
                return Optional.empty();
            }
            tags.add(new Tag(new String(icc, at, 4, StandardCharsets.ISO_8859_1), offset, length));
        }
        return Optional.of(tags);
    }

    /** Whether nothing but padding stands between and behind the tags. */
    private static boolean isDense(byte[] icc, List<Tag> tags) {
        Set<Place> places = new HashSet<>();
        tags.forEach(tag -> places.add(tag.place()));
        long used = TABLE
                + (long) ENTRY * tags.size()
                + places.stream().mapToLong(place -> padded(place.length())).sum();
        return icc.length <= used + ENTRY;
    }

    private static byte[] written(byte[] icc, List<Tag> tags) {
        int start = TABLE + ENTRY * tags.size();
        Map<Place, Integer> offsets = new HashMap<>();
        int end = start;
        for (Tag tag : tags) {
            if (offsets.putIfAbsent(tag.place(), end) == null) {
                end += padded(tag.length());
            }
        }
        ByteBuffer out = ByteBuffer.allocate(end);
        out.put(icc, 0, HEADER).putInt(tags.size());
        for (Tag tag : tags) {
            int offset = offsets.get(tag.place());
            out.put(tag.name().getBytes(StandardCharsets.ISO_8859_1))
                    .putInt(offset)
                    .putInt(tag.length());
            out.put(offset, icc, tag.offset(), tag.length());
        }
        // Zeros: no checksum, nothing reserved.
        return out.putInt(0, end).put(CHECKSUM, new byte[HEADER - CHECKSUM]).array();
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }

    private static byte[] bytes(byte[] icc, Tag tag) {
        byte[] bytes = new byte[tag.length()];
        System.arraycopy(icc, tag.offset(), bytes, 0, bytes.length);
        return bytes;
    }
}
