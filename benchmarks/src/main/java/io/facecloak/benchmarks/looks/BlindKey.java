package io.facecloak.benchmarks.looks;

import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which faces of a sheet are cloaked; reviewers must not see it.
 *
 * @param seed that the order was drawn with
 * @param faces numbered from 1
 */
record BlindKey(String recipe, long seed, List<Face> faces) {

    private static final String CLOAKED = "cloaked";
    private static final String UNTOUCHED = "untouched";

    /** One face and the photo that shows it. */
    record Face(int number, boolean cloaked, String photo) {}

    BlindKey {
        faces = List.copyOf(faces);
    }

    /** Tells sheets apart, and nothing else: answers name the sheet that they belong to. */
    String sheet() {
        return Sha256.hex(content()).substring(0, 8);
    }

    private String content() {
        StringBuilder lines = new StringBuilder("recipe\t" + recipe + "\nseed\t" + seed + "\n");
        for (Face face : faces) {
            lines.append(face.number())
                    .append('\t')
                    .append(face.cloaked() ? CLOAKED : UNTOUCHED)
                    .append('\t')
                    .append(face.photo())
                    .append('\n');
        }
        return lines.toString();
    }

    /** @throws IOException if the file exists or cannot be written */
    void write(Path file) throws IOException {
        AtomicFile.write(file, content().getBytes(StandardCharsets.UTF_8), false);
    }

    /** @throws IOException if it cannot be read or is no key */
    static BlindKey read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 3
                || !lines.get(0).startsWith("recipe\t")
                || !lines.get(1).startsWith("seed\t")) {
            throw new IOException(file + " is no key of a blind look: take the one that was written with the sheet");
        }
        try {
            List<Face> faces = new ArrayList<>();
            Set<Integer> numbers = new HashSet<>();
            for (String line : lines.subList(2, lines.size())) {
                String[] cells = line.split("\t");
                boolean known = cells.length == 3 && (cells[1].equals(CLOAKED) || cells[1].equals(UNTOUCHED));
                if (!known || !numbers.add(Integer.parseInt(cells[0]))) {
                    throw new IOException("wrong line in the key " + file + ": " + line);
                }
                faces.add(new Face(Integer.parseInt(cells[0]), cells[1].equals(CLOAKED), cells[2]));
            }
            return new BlindKey(
                    lines.get(0).split("\t")[1], Long.parseLong(lines.get(1).split("\t")[1]), faces);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("wrong number in the key " + file, e);
        }
    }
}
