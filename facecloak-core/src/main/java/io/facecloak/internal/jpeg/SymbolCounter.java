package io.facecloak.internal.jpeg;

/** Counts how often a scan needs each symbol, so that its Huffman tables can be made to measure. */
final class SymbolCounter implements EntropySink {

    private final long[][] dc = new long[4][];
    private final long[][] ac = new long[4][];

    @Override
    public void dcSymbol(int table, int symbol) {
        count(dc, table, symbol);
    }

    @Override
    public void acSymbol(int table, int symbol) {
        count(ac, table, symbol);
    }

    @Override
    public void acSymbol(int table, int symbol, int value, int count) {
        count(ac, table, symbol);
    }

    private static void count(long[][] counts, int table, int symbol) {
        if (counts[table] == null) {
            counts[table] = new long[256];
        }
        counts[table][symbol]++;
    }

    @Override
    public void bits(int value, int count) {}

    @Override
    public void restart(int number) {}

    /** The best tables by number; null for those that the scan does not use. */
    HuffmanEncoder[] dcTables() {
        return tables(dc);
    }

    /** As {@link #dcTables}. */
    HuffmanEncoder[] acTables() {
        return tables(ac);
    }

    private static HuffmanEncoder[] tables(long[][] counts) {
        HuffmanEncoder[] tables = new HuffmanEncoder[counts.length];
        for (int i = 0; i < counts.length; i++) {
            tables[i] = counts[i] == null ? null : HuffmanEncoder.of(counts[i]);
        }
        return tables;
    }
}
