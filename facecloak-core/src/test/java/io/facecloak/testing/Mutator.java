package io.facecloak.testing;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages files the way hostile or broken ones are damaged. Deterministic: equal seeds and numbers give equal bytes. Immutable. */
final class Mutator {

    /** What length, count and offset fields break on. */
    private static final long[] TELLING = {
        0,
        1,
        2,
        3,
        4,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x1_0000,
        0xff_ffff,
        0x7fff_ffff,
        0x8000_0000L,
        -1,
        -2
    };

    /** Structure lies at the beginning of most files. */
    private static final int HEAD = 512;

    /** A damaged file has at most this many bytes more than its seed. */
    private static final int GROWTH = 1 << 16;

    private final List<byte[]> seeds;
    private final long seed;

    /** @param seeds sound files */
    Mutator(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.seed = seed;
    }

    /** Which of the seeds the mutation of this number is made from. */
    int source(long number) {
        return (int) (number % seeds.size());
    }

    /** What the mutation of this number is made with. */
    SplittableRandom random(long number) {
        return new SplittableRandom(seed * 0x9e37_79b9_7f4a_7c15L + number);
    }

    byte[] mutation(long number) {
        SplittableRandom random = random(number);
        byte[] original = seeds.get(source(number));
        byte[] bytes = original.clone();
        int steps = 1 + random.nextInt(4);
        for (int i = 0; i < steps && bytes.length > 0; i++) {
            bytes = step(bytes, random);
        }
        return bytes.length > original.length + GROWTH ? Arrays.copyOf(bytes, original.length + GROWTH) : bytes;
    }

    private byte[] step(byte[] bytes, SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> flipped(bytes, random);
            case 1 -> overwritten(bytes, random);
            case 2, 3, 4 -> withField(bytes, random);
            case 5 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 6 -> without(bytes, random);
            case 7 -> duplicated(bytes, random);
            case 8 -> spliced(bytes, random);
            default -> moved(bytes, random);
        };
    }

    private static int place(byte[] bytes, SplittableRandom random) {
        return random.nextInt(random.nextBoolean() ? bytes.length : Math.min(HEAD, bytes.length));
    }

    /** A length of a block that fits behind {@code from}; short ones are likelier. */
    private static int length(int room, SplittableRandom random) {
        return 1 + random.nextInt(Math.min(room, 1 << random.nextInt(13)));
    }

    private static byte[] flipped(byte[] bytes, SplittableRandom random) {
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            bytes[place(bytes, random)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] overwritten(byte[] bytes, SplittableRandom random) {
        int at = place(bytes, random);
        int length = length(bytes.length - at, random);
        byte[] noise = new byte[length];
        if (random.nextBoolean()) {
            random.nextBytes(noise);
        } else {
            Arrays.fill(noise, (byte) TELLING[random.nextInt(TELLING.length)]);
        }
        System.arraycopy(noise, 0, bytes, at, length);
        return bytes;
    }

    /** A number of 1, 2, 4 or 8 bytes in either byte order, replaced or changed a little. */
    private static byte[] withField(byte[] bytes, SplittableRandom random) {
        int width = 1 << random.nextInt(4);
        int at = place(bytes, random);
        if (at + width > bytes.length) {
            return bytes;
        }
        boolean big = random.nextBoolean();
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | bytes[at + (big ? i : width - 1 - i)] & 0xff;
        }
        value = switch (random.nextInt(4)) {
            case 0 -> value + random.nextInt(33) - 16;
            case 1 -> bytes.length + random.nextInt(17) - 8;
            case 2 -> value << 1 + random.nextInt(8);
            default -> TELLING[random.nextInt(TELLING.length)];
        };
        for (int i = 0; i < width; i++) {
            bytes[at + (big ? width - 1 - i : i)] = (byte) (value >> 8 * i);
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, SplittableRandom random) {
        int at = place(bytes, random);
        return joined(bytes, at, new byte[0], at + length(bytes.length - at, random));
    }

    private static byte[] duplicated(byte[] bytes, SplittableRandom random) {
        int at = place(bytes, random);
        byte[] block = Arrays.copyOfRange(bytes, at, at + length(bytes.length - at, random));
        int times = random.nextInt(4) == 0 ? 1 + random.nextInt(Math.min(4096, 1 + GROWTH / block.length)) : 1;
        byte[] repeated = new byte[block.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(block, 0, repeated, i * block.length, block.length);
        }
        int target = random.nextBoolean() ? at : place(bytes, random);
        return joined(bytes, target, repeated, target);
    }

    private byte[] spliced(byte[] bytes, SplittableRandom random) {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = place(other, random);
        int at = place(bytes, random);
        if (random.nextInt(4) == 0) {
            return joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
        }
        int length = length(Math.min(other.length - from, bytes.length - at), random);
        return joined(bytes, at, Arrays.copyOfRange(other, from, from + length), at + length);
    }

    private static byte[] moved(byte[] bytes, SplittableRandom random) {
        int from = place(bytes, random);
        int to = place(bytes, random);
        int length = length(bytes.length - Math.max(from, to), random);
        System.arraycopy(bytes.clone(), from, bytes, to, length);
        return bytes;
    }

    /** The bytes before {@code until}, the inserted ones, and those from {@code on} on. */
    private static byte[] joined(byte[] bytes, int until, byte[] inserted, int on) {
        byte[] all = Arrays.copyOf(bytes, until + inserted.length + bytes.length - on);
        System.arraycopy(inserted, 0, all, until, inserted.length);
        System.arraycopy(bytes, on, all, until + inserted.length, bytes.length - on);
        return all;
    }
}
