package io.facecloak.internal.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Set;

/** IPTC-IIM: a sequence of data sets, each 0x1C, record, number, length, value. */
final class IptcRecords {

    private static final int MARK = 0x1c;
    private static final int ENVELOPE = 1;
    private static final int APPLICATION = 2;
    private static final int COPYRIGHT = 116;

    /** In the application record: content location code and name, city, sublocation, province, country code and name. */
    static final Set<Integer> PLACES = Set.of(26, 27, 90, 92, 95, 100, 101);

    /** In the application record: previews of three kinds. */
    private static final Set<Integer> PICTURES = Set.of(200, 201, 202);

    /**
     * In the application record: version, kind, title, status, urgency, subject reference, category, dates and times, program, object
     * cycle, headline, copyright, caption, kind and layout of the picture, language.
     */
    static final Set<Integer> DESCRIPTIVE = Set.of(
            0, 3, 4, 5, 7, 8, 10, 12, 15, 30, 35, 37, 38, 42, 47, 50, 55, 60, 62, 63, 65, 70, 75, 105, 116, 120, 130,
            131, 135);

    /** In the envelope: version and character set. */
    private static final Set<Integer> DESCRIPTIVE_ENVELOPE = Set.of(0, 90);

    private IptcRecords() {}

    /** The records as a policy keeps them, always without pictures; a damaged tail is dropped. */
    static byte[] filtered(byte[] records, MetadataRules rules) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(records.length);
        int at = 0;
        while (at + 5 <= records.length && records[at] == MARK) {
            int value = at + 5;
            long length = unsignedShort(records, at + 3);
            if (length > Short.MAX_VALUE) {
                // An extended data set: the length of the length, and the length.
                int size = (int) length & Short.MAX_VALUE;
                length = size > Integer.BYTES ? Long.MAX_VALUE / 2 : 0;
                for (int i = 0; i < size && size <= Integer.BYTES && value < records.length; i++) {
                    length = length << 8 | records[value++] & 0xff;
                }
            }
            if (length > records.length - value) {
                break;
            }
            int end = value + (int) length;
            if (keeps(
                    records[at + 1],
                    Byte.toUnsignedInt(records[at + 2]),
                    Arrays.copyOfRange(records, value, end),
                    rules)) {
                kept.write(records, at, end - at);
            }
            at = end;
        }
        return kept.toByteArray();
    }

    private static boolean keeps(int record, int number, byte[] value, MetadataRules rules) {
        if (record > 6 || record == APPLICATION && PICTURES.contains(number) || EmbeddedPictures.isIn(value)) {
            return false;
        }
        boolean rights = record == APPLICATION && number == COPYRIGHT;
        boolean forbidden = record == APPLICATION
                        && PLACES.contains(number)
                        && !rules.policy().keepsPlaces()
                || (rights ? rules.forbidPlace(value) : rules.forbidValue(value));
        boolean descriptive =
                switch (record) {
                    case ENVELOPE -> DESCRIPTIVE_ENVELOPE.contains(number);
                    case APPLICATION -> DESCRIPTIVE.contains(number);
                    default -> false;
                };
        return !forbidden && (rules.policy().keepsIdentities() || descriptive);
    }

    private static int unsignedShort(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }
}
