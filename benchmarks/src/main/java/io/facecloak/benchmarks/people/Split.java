package io.facecloak.benchmarks.people;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two halves of a set of people: choices are made on the people of one, figures are reported on those of the other. A file
 * {@value #FILE} in the set's folder says who belongs where, one {@code name TAB tune|report} per line; without it, the first half of the
 * names is for tuning.
 */
public enum Split {
    TUNE,
    REPORT,
    ALL;

    private static final String FILE = "SPLIT.tsv";

    /**
     * @param identities all people of the folder, in order
     * @return those of this half, in order
     * @throws IOException if the file cannot be read, has a malformed line, or does not name one of the people
     */
    public List<String> of(Path folder, List<String> identities) throws IOException {
        Path file = folder.resolve(FILE);
        if (this == ALL) {
            return identities;
        }
        if (!Files.exists(file)) {
            int half = (identities.size() + 1) / 2;
            return this == TUNE ? identities.subList(0, half) : identities.subList(half, identities.size());
        }
        List<String> named = new ArrayList<>();
        List<String> chosen = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            if (cells.length != 2 || !(cells[1].equals("tune") || cells[1].equals("report"))) {
                throw new IOException(file + ": expected 'name TAB tune' or 'name TAB report', but a line is: " + line);
            }
            named.add(cells[0]);
            if (cells[1].equalsIgnoreCase(name())) {
                chosen.add(cells[0]);
            }
        }
        for (String identity : identities) {
            if (!named.contains(identity)) {
                throw new IOException(file + " does not say where " + identity + " belongs");
            }
        }
        return identities.stream().filter(chosen::contains).toList();
    }
}
