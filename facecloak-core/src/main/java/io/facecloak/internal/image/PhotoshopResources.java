package io.facecloak.internal.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Photoshop image resources (JPEG's APP13): blocks of {@code 8BIM}, id, name, data. IPTC is one of them. */
final class PhotoshopResources {

    private static final int IPTC = 0x0404;

    /** A checksum of the IPTC records, by which programs tell whether other programs changed them. */
    private static final int IPTC_DIGEST = 0x0425;

    /** Thumbnails of two kinds, and copies of EXIF and XMP, which may hold more of them. */
    private static final Set<Integer> PICTURES = Set.of(0x0409, 0x040c, 0x0422, 0x0423, 0x0424);

    /** Resolution, JPEG quality, printing, copyright flag and address, profiles, IPTC. */
    static final Set<Integer> DESCRIPTIVE =
            Set.of(IPTC, IPTC_DIGEST, 0x03ed, 0x03f3, 0x03f5, 0x03f8, 0x0406, 0x040a, 0x040b, 0x040f, 0x0411, 0x2710);

    /** @param head signature, id and name */
    private record Resource(int id, byte[] head, byte[] data) {

        void writeTo(ByteArrayOutputStream out) {
            out.writeBytes(head);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
            out.writeBytes(data);
            if ((data.length & 1) == 1) {
                out.write(0);
            }
        }
    }

    private PhotoshopResources() {}

    /** The resources as a policy keeps them, always without pictures; a damaged tail is dropped. */
    static Optional<byte[]> filtered(byte[] resources, MetadataRules rules) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(resources.length);
        List<Resource> all = all(resources);
        boolean stale = all.stream()
                .anyMatch(resource -> resource.id() == IPTC
                        && !Arrays.equals(resource.data(), IptcRecords.filtered(resource.data(), rules)));
        for (Resource resource : all) {
            if (resource.id() == IPTC) {
                new Resource(IPTC, resource.head(), IptcRecords.filtered(resource.data(), rules)).writeTo(kept);
            } else if (keeps(resource, rules) && !(stale && resource.id() == IPTC_DIGEST)) {
                resource.writeTo(kept);
            }
        }
        return kept.size() == 0 ? Optional.empty() : Optional.of(kept.toByteArray());
    }

    private static boolean keeps(Resource resource, MetadataRules rules) {
        return !PICTURES.contains(resource.id())
                && !EmbeddedPictures.isIn(resource.data())
                && Signature.startsWith(resource.head(), 0, "8BIM")
                && (rules.policy().keepsIdentities() || DESCRIPTIVE.contains(resource.id()))
                && !rules.forbidValue(resource.data());
    }

    private static List<Resource> all(byte[] resources) {
        List<Resource> all = new ArrayList<>();
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
            int data = in.position() + Integer.BYTES;
            int size = in.getInt();
            if (size < 0 || in.remaining() < size) {
                break;
            }
            all.add(new Resource(
                    id,
                    Arrays.copyOfRange(resources, start, data - Integer.BYTES),
                    Arrays.copyOfRange(resources, data, data + size)));
            in.position(Math.min(in.limit(), data + size + (size & 1)));
        }
        return all;
    }
}
