package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.image.MetadataPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IptcRecordsTest {

    /** A data set of the application record. */
    static byte[] record(int number, String latin1) {
        byte[] value = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(5 + value.length)
                .put(new byte[] {0x1c, 2, (byte) number})
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    /** A Photoshop resource without a name. */
    static byte[] resource(int id, byte[] data) {
        return ByteBuffer.allocate(12 + data.length + (data.length & 1))
                .put(new byte[] {'8', 'B', 'I', 'M'})
                .putShort((short) id)
                .putShort((short) 0)
                .putInt(data.length)
                .put(data)
                .array();
    }

    @Test
    void everyDataSetIsKeptOrRemovedAsListed() {
        for (int number = 0; number < 256; number++) {
            byte[] data = record(number, "some text");
            assertEquals(
                    IptcRecords.DESCRIPTIVE.contains(number),
                    IptcRecords.filtered(data, MetadataRules.of(MetadataPolicy.SHARING)).length > 0,
                    "sharing 2:" + number);
            boolean preview = number >= 200 && number <= 202;
            assertEquals(
                    !preview && !IptcRecords.PLACES.contains(number),
                    IptcRecords.filtered(data, MetadataRules.of(MetadataPolicy.KEEP_WITHOUT_LOCATION)).length > 0,
                    "2:" + number);
            assertEquals(
                    !preview,
                    IptcRecords.filtered(data, MetadataRules.of(MetadataPolicy.KEEP)).length > 0,
                    "2:" + number);
        }
    }

    @Test
    void anExtendedDataSetDoesNotEndTheRecords() {
        byte[] caption = "x".repeat(40_000).getBytes(StandardCharsets.ISO_8859_1);
        byte[] extended = ByteBuffer.allocate(9 + caption.length)
                .put(new byte[] {0x1c, 2, 120})
                .putShort((short) 0x8004)
                .putInt(caption.length)
                .put(caption)
                .array();
        byte[] all = ExifBlocks.concat(extended, record(5, "A title"));
        assertEquals(all.length, IptcRecords.filtered(all, MetadataRules.of(MetadataPolicy.SHARING)).length);
    }
}
