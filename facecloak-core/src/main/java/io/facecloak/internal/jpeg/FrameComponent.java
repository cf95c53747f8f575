package io.facecloak.internal.jpeg;

/**
 * One plane of samples and the grid of its 8×8 blocks.
 *
 * @param id as scans name it
 * @param horizontal sampling factor, 1..4
 * @param vertical sampling factor, 1..4
 * @param table number of its quantisation table, 0..3
 * @param blocksWide blocks that hold samples of the picture
 * @param blocksHigh as {@code blocksWide}
 * @param storedWide as {@code blocksWide}, with those that complete the last MCU
 * @param storedHigh as {@code storedWide}
 */
record FrameComponent(
        int id,
        int horizontal,
        int vertical,
        int table,
        int blocksWide,
        int blocksHigh,
        int storedWide,
        int storedHigh) {}
