package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.FacePhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which people of a data set recipes may be tuned on and which only reports may show: {@code SPLIT.tsv} beside the people's folders. */
final class PeopleSplit {

    private static final String FILE = "SPLIT.tsv";

    private PeopleSplit() {}

    /**
     * The photos of the people in one part; all photos if the folder has no split.
     *
     * @param part {@code tune} or {@code report}, or {@code all}
     * @throws IOException if the split cannot be read, or nobody belongs to the part
     */
    static List<FacePhoto> part(List<FacePhoto> photos, Path people, String part) throws IOException {
        Path file = people.resolve(FILE);
        if (part.equals("all") || !Files.exists(file)) {
            return photos;
        }
        Map<String, String> parts = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            if (cells.length >= 2) {
                parts.put(cells[0], cells[1].trim());
            }
        }
        List<FacePhoto> chosen = photos.stream()
                .filter(photo -> part.equals(parts.get(photo.identity())))
                .toList();
        if (chosen.isEmpty()) {
            throw new IOException("nobody in " + people + " belongs to the part '" + part + "': " + file + " has "
                    + parts.values().stream().sorted().distinct().toList() + ", or take 'all'");
        }
        return chosen;
    }
}
