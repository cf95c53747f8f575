package io.facecloak.internal.jpeg;

/** The markers of T.81 that matter here, and how their segments are measured. */
public final class Markers {

    public static final int SOF0 = 0xc0;
    public static final int SOF1 = 0xc1;
    public static final int SOF2 = 0xc2;
    public static final int DHT = 0xc4;
    public static final int RST0 = 0xd0;
    public static final int RST7 = 0xd7;
    public static final int SOI = 0xd8;
    public static final int EOI = 0xd9;
    public static final int SOS = 0xda;
    public static final int DQT = 0xdb;
    public static final int DRI = 0xdd;
    public static final int APP0 = 0xe0;
    public static final int APP1 = 0xe1;
    public static final int APP2 = 0xe2;
    public static final int APP13 = 0xed;
    public static final int APP14 = 0xee;
    public static final int APP15 = 0xef;
    public static final int COM = 0xfe;

    private Markers() {}

    public static boolean isRestart(int marker) {
        return marker >= RST0 && marker <= RST7;
    }

    /** Application data or a comment, which decoding does not need. */
    public static boolean isMetadata(int marker) {
        return marker >= APP0 && marker <= APP15 || marker == COM;
    }

    /** Whether a segment says what the pixels are; others are no use to a decoder, whatever they hold. */
    public static boolean isPicture(int marker) {
        return isFrame(marker) || marker == DHT || marker == DQT || marker == DRI || marker == SOS;
    }

    /** SOF0 to SOF15, which share their range with DHT, JPG and DAC. */
    public static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= 0xcf && marker != DHT && marker != 0xc8 && marker != 0xcc;
    }

    /** Two bytes, the higher one first. */
    public static int unsignedShort(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }
}
