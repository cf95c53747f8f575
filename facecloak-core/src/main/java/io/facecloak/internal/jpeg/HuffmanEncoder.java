package io.facecloak.internal.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A Huffman table for encoding, with the shortest codes of at most 16 bits for given frequencies (T.81 K.2). Immutable. */
final class HuffmanEncoder {

    private static final int LONGEST = 16;

    /** Takes the code of all ones, which must not occur. */
    private static final int RESERVED = 256;

    private final int[] counts;
    private final int[] symbols;
    private final int[] codes = new int[256];
    private final byte[] sizes = new byte[256];

    private HuffmanEncoder(int[] counts, int[] symbols) {
        this.counts = counts;
        this.symbols = symbols;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            for (int i = 0; i < counts[length]; i++) {
                codes[symbols[index]] = code++;
                sizes[symbols[index++]] = (byte) length;
            }
            code <<= 1;
        }
    }

    /**
     * A table as a file defines it.
     *
     * @param counts how many codes have a length of 1..16 bits; no more than there can be
     * @param symbols in the order of their codes
     */
    static HuffmanEncoder of(int[] counts, byte[] symbols) {
        int[] byLength = new int[LONGEST + 1];
        System.arraycopy(counts, 0, byLength, 1, LONGEST);
        int[] unsigned = new int[symbols.length];
        for (int i = 0; i < symbols.length; i++) {
            unsigned[i] = symbols[i] & 0xff;
        }
        return new HuffmanEncoder(byLength, unsigned);
    }

    /** @param frequencies of 256 symbols; those that never occur get no code */
    static HuffmanEncoder of(long[] frequencies) {
        int[] lengths = lengths(frequencies);
        int[] counts = new int[RESERVED + 1];
        for (int length : lengths) {
            if (length > 0) {
                counts[length]++;
            }
        }
        limit(counts);
        // The reserved symbol is the rarest, so its code is one of the longest.
        int longest = LONGEST;
        while (counts[longest] == 0) {
            longest--;
        }
        counts[longest]--;
        int[] symbols = IntStream.range(0, RESERVED)
                .filter(symbol -> lengths[symbol] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(symbol -> lengths[symbol]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new HuffmanEncoder(Arrays.copyOf(counts, LONGEST + 1), symbols);
    }

    /** Lengths of unlimited Huffman codes, the reserved symbol's included. */
    private static int[] lengths(long[] frequencies) {
        long[] weights = Arrays.copyOf(frequencies, RESERVED + 1);
        weights[RESERVED] = 1;
        int[] lengths = new int[RESERVED + 1];
        int[] next = new int[RESERVED + 1];
        Arrays.fill(next, -1);
        while (true) {
            int rarest = rarest(weights, -1);
            int second = rarest(weights, rarest);
            if (second < 0) {
                return lengths;
            }
            weights[rarest] += weights[second];
            weights[second] = 0;
            int last = rarest;
            lengths[last]++;
            while (next[last] >= 0) {
                last = next[last];
                lengths[last]++;
            }
            next[last] = second;
            for (int member = second; member >= 0; member = next[member]) {
                lengths[member]++;
            }
        }
    }

    /** The rarest symbol other than {@code excluded}, of equal ones the last; -1 if there is none. */
    private static int rarest(long[] weights, int excluded) {
        int rarest = -1;
        for (int i = 0; i < weights.length; i++) {
            if (i != excluded && weights[i] > 0 && (rarest < 0 || weights[i] <= weights[rarest])) {
                rarest = i;
            }
        }
        return rarest;
    }

    /** Shortens codes of more than 16 bits at the cost of shorter ones. */
    private static void limit(int[] counts) {
        for (int length = counts.length - 1; length > LONGEST; length--) {
            while (counts[length] > 0) {
                int shorter = length - 2;
                while (counts[shorter] == 0) {
                    shorter--;
                }
                counts[length] -= 2;
                counts[length - 1]++;
                counts[shorter + 1] += 2;
                counts[shorter]--;
            }
        }
    }

    int code(int symbol) {
        return codes[symbol];
    }

    int size(int symbol) {
        return sizes[symbol];
    }

    /** As a DHT segment tells it: 16 counts, then the symbols. */
    byte[] definition() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(LONGEST + symbols.length);
        for (int length = 1; length <= LONGEST; length++) {
            out.write(counts[length]);
        }
        for (int symbol : symbols) {
            out.write(symbol);
        }
        return out.toByteArray();
    }
}
