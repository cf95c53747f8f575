package io.facecloak.internal.jpeg;

/**
 * A marker segment.
 *
 * @param data without marker and length; at most {@value #MAX_DATA} bytes
 */
public record Segment(int marker, byte[] data) {

    /** The most a segment can hold. */
    public static final int MAX_DATA = 65533;

    /** As it stands in a file. */
    public byte[] encoded() {
        byte[] encoded = new byte[data.length + 4];
        encoded[0] = (byte) 0xff;
        encoded[1] = (byte) marker;
        encoded[2] = (byte) (data.length + 2 >> 8);
        encoded[3] = (byte) (data.length + 2);
        System.arraycopy(data, 0, encoded, 4, data.length);
        return encoded;
    }
}
