package io.facecloak.internal.jpeg;

/** Where an encoder's symbols and bits go. Those that write refuse symbols without a code. */
interface EntropySink {

    /** @param table number of the Huffman table */
    void dcSymbol(int table, int symbol) throws NotPatchableException;

    void acSymbol(int table, int symbol) throws NotPatchableException;

    /** A symbol and, uncoded, the lowest {@code count} bits of a number, 0..15. */
    void acSymbol(int table, int symbol, int value, int count) throws NotPatchableException;

    /** The lowest {@code count} bits, 0..16, uncoded. */
    void bits(int value, int count);

    /** @param number 0..7 */
    void restart(int number);
}
