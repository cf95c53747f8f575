package io.facecloak.benchmarks.looks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one reviewer said.
 *
 * @param reviewer the name of the file
 * @param sheet see {@link BlindKey#sheet()}
 * @param verdicts by the face's number
 */
record BlindAnswers(String reviewer, String sheet, Map<Integer, Verdict> verdicts) {

    private static final String SHEET = "# sheet ";

    BlindAnswers {
        verdicts = Map.copyOf(verdicts);
    }

    /** The text of an empty form. */
    static String form(String sheet, int faces) {
        StringBuilder form = new StringBuilder(SHEET + sheet + "\n");
        form.append(
                "# Look at each face as at a photo of a friend that you might post. Write a letter after the number:\n");
        for (Verdict verdict : Verdict.values()) {
            form.append("#   ")
                    .append(verdict.letter())
                    .append("  ")
                    .append(verdict.words())
                    .append('\n');
        }
        for (int number = 1; number <= faces; number++) {
            form.append(label(number)).append('\t').append('\n');
        }
        return form.toString();
    }

    /** Of a face's picture and of its line in the form. */
    static String label(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }

    /**
     * Reads a form that was filled in.
     *
     * @throws IOException if it cannot be read, or a line is not understood; the message names the line
     */
    static BlindAnswers read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String sheet = lines.stream()
                .filter(line -> line.startsWith(SHEET))
                .findFirst()
                .map(line -> line.substring(SHEET.length()).strip())
                .orElseThrow(() -> new IOException(file + " does not say to which sheet it belongs: its line '" + SHEET
                        + "...' is missing; fill in the form that came with the faces"));
        Map<Integer, Verdict> verdicts = new TreeMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.strip().split("[\\t ]+", 2);
            Verdict verdict = cells.length < 2 ? null : Verdict.parse(cells[1]).orElse(null);
            if (verdict == null || !cells[0].matches("\\d{1,6}")) {
                throw new IOException(
                        file + ": the line '" + line.strip() + "' needs a face's number and one of A, B and C");
            }
            if (verdicts.put(Integer.parseInt(cells[0]), verdict) != null) {
                throw new IOException(file + " has two answers for face " + cells[0]);
            }
        }
        return new BlindAnswers(file.getFileName().toString(), sheet, verdicts);
    }
}
