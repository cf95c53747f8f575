package io.facecloak.internal.jpeg;

/** The bits of entropy-coded data, without stuffed zeros; ends at the next marker. */
final class BitReader {

    private final byte[] bytes;
    private int position;
    private long bits;
    private int available;

    /** Bits since the last restart that were taken from the bytes. */
    private long taken;

    BitReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** Another reader that stands where this one does. */
    BitReader copy() {
        BitReader copy = new BitReader(bytes, position);
        copy.bits = bits;
        copy.available = available;
        copy.taken = taken;
        return copy;
    }

    /** How many bits were read since the last restart. */
    long bitsRead() {
        return taken - available;
    }

    private void fill() {
        if (available <= Integer.SIZE && position <= bytes.length - Integer.BYTES) {
            int word = (int) WholeWords.INT.get(bytes, position);
            if (!WholeWords.hasFf(word)) {
                bits = bits << Integer.SIZE | Integer.toUnsignedLong(word);
                available += Integer.SIZE;
                taken += Integer.SIZE;
                position += Integer.BYTES;
                return;
            }
        }
        while (available <= 56 && position < bytes.length) {
            int next = bytes[position] & 0xff;
            if (next == 0xff) {
                if (position + 1 >= bytes.length || bytes[position + 1] != 0) {
                    return;
                }
                position++;
            }
            position++;
            bits = bits << 8 | next;
            available += 8;
            taken += 8;
        }
    }

    /** The next 16 bits, with zeros behind the end of the data. */
    int peek16() {
        if (available < 16) {
            fill();
        }
        return (int) (available >= 16 ? bits >>> available - 16 : bits << 16 - available) & 0xffff;
    }

    /** @param count 0..32 */
    void skip(int count) throws JpegStreamException {
        if (count > available) {
            fill();
            if (count > available) {
                throw new JpegStreamException("a scan's data end early");
            }
        }
        available -= count;
    }

    /** @param count 0..32 */
    int read(int count) throws JpegStreamException {
        skip(count);
        return (int) (bits >>> available & (1L << count) - 1);
    }

    /** A signed number of so many bits, 0..16 (T.81 F.2.2.1, EXTEND). */
    int readSigned(int count) throws JpegStreamException {
        int value = read(count);
        return count == 0 || value >>> count - 1 != 0 ? value : value - (1 << count) + 1;
    }

    /** Passes the restart marker with this number, which must stand here. */
    void passRestart(int number) throws JpegStreamException {
        fill();
        if (available >= 8) {
            throw new JpegStreamException("a restart marker is missing");
        }
        available = 0;
        taken = 0;
        while (position + 1 < bytes.length && bytes[position] == (byte) 0xff && bytes[position + 1] == (byte) 0xff) {
            position++;
        }
        if (position + 1 >= bytes.length || (bytes[position + 1] & 0xff) != Markers.RST0 + number) {
            throw new JpegStreamException("a restart marker is missing");
        }
        position += 2;
    }

    /** Where the next marker begins that is no restart; what is left of the data is passed over. */
    int findMarker() throws JpegStreamException {
        while (position + 1 < bytes.length) {
            if (bytes[position] == (byte) 0xff) {
                int next = bytes[position + 1] & 0xff;
                if (Markers.isRestart(next)) {
                    throw new JpegStreamException("more restart markers than expected");
                }
                if (next != 0 && next != 0xff) {
                    return position;
                }
            }
            position++;
        }
        throw new JpegStreamException("no end marker");
    }
}
