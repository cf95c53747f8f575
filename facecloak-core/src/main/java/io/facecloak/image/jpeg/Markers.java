package io.facecloak.image.jpeg;

/** The markers of T.81 that matter here, and how their segments are measured. */
final class Markers {

    static final int SOF0 = 0xc0;
    static final int SOF1 = 0xc1;
    static final int SOF2 = 0xc2;
    static final int DHT = 0xc4;
    static final int RST0 = 0xd0;
    static final int RST7 = 0xd7;
    static final int SOI = 0xd8;
    static final int EOI = 0xd9;
    static final int SOS = 0xda;
    static final int DQT = 0xdb;
    static final int DRI = 0xdd;
    static final int APP0 = 0xe0;
    static final int APP15 = 0xef;
    static final int COM = 0xfe;

    private Markers() {}

    static boolean isRestart(int marker) {
        return marker >= RST0 && marker <= RST7;
    }

    static boolean isMetadata(int marker) {
        return marker >= APP0 && marker <= APP15 || marker == COM;
    }

    static int unsignedShort(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }
}
