package io.facecloak.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Photoshop image resources (JPEG's APP13): blocks of {@code 8BIM}, id, name, data. IPTC is one of them. */
final class PhotoshopResources {

    private static final int IPTC = 0x0404;

    /** Thumbnails of two kinds, and copies of EXIF and XMP, which may hold more of them. */
    private static final Set<Integer> PICTURES = Set.of(0x0409, 0x040c, 0x0422, 0x0423, 0x0424);

    /** Content location code and name, city, sublocation, province, country code and name. */
    private static final Set<Integer> IPTC_PLACES = Set.of(26, 27, 90, 92, 95, 100, 101);

    private PhotoshopResources() {}

    /** The resources without pictures and, unless kept, place names; a damaged tail is dropped. */
    static Optional<byte[]> filtered(byte[] resources, boolean keepLocation) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(resources.length);
        ByteBuffer in = ByteBuffer.wrap(resources);
        while (in.remaining() >= 12) {
            int start = in.position();
            in.getInt();
            int id = Short.toUnsignedInt(in.getShort());
            int name = Byte.toUnsignedInt(in.get(in.position())) + 1;
            name += name & 1;
            if (in.remaining() < name + Integer.BYTES) {
                break;
            }
            in.position(in.position() + name);
            int size = in.getInt();
            if (size < 0 || in.remaining() < size) {
                break;
            }
            int data = in.position();
            in.position(Math.min(in.limit(), data + size + (size & 1)));
            if (id == IPTC && !keepLocation) {
                byte[] iptc = withoutPlaces(Arrays.copyOfRange(resources, data, data + size));
                kept.write(resources, start, data - Integer.BYTES - start);
                kept.writeBytes(
                        ByteBuffer.allocate(Integer.BYTES).putInt(iptc.length).array());
                kept.writeBytes(iptc);
                if ((iptc.length & 1) == 1) {
                    kept.write(0);
                }
            } else if (!PICTURES.contains(id)) {
                kept.write(resources, start, in.position() - start);
            }
        }
        return kept.size() == 0 ? Optional.empty() : Optional.of(kept.toByteArray());
    }

    /** IPTC without place names; its records are 0x1C, record, data set, length, value. */
    static byte[] withoutPlaces(byte[] iptc) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(iptc.length);
        int at = 0;
        while (at + 5 <= iptc.length && iptc[at] == 0x1c) {
            int length = Byte.toUnsignedInt(iptc[at + 3]) << 8 | Byte.toUnsignedInt(iptc[at + 4]);
            int end = at + 5 + length;
            // Lengths above 32767 announce an extended data set, which no text needs.
            if (length > Short.MAX_VALUE || end > iptc.length) {
                break;
            }
            if (iptc[at + 1] != 2 || !IPTC_PLACES.contains(Byte.toUnsignedInt(iptc[at + 2]))) {
                kept.write(iptc, at, end - at);
            }
            at = end;
        }
        return kept.toByteArray();
    }
}
