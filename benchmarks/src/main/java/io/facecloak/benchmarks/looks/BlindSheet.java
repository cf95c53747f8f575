package io.facecloak.benchmarks.looks;

import io.facecloak.FaceCloak;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.internal.storage.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The sheet of a blind look: numbered faces, half of them cloaked, in random order, and a form. Equal seeds give equal sheets. Faces of
 * large portraits are a quarter where there are any, half of them cloaked too, so that size tells nothing.
 */
final class BlindSheet {

    private final LookMaker maker;
    private final int faces;
    private final long seed;

    /** @param faces even and positive */
    BlindSheet(LookMaker maker, int faces, long seed) {
        if (faces < 2 || faces % 2 != 0) {
            throw new IllegalArgumentException("the number of faces must be even and positive, but is " + faces);
        }
        this.maker = maker;
        this.faces = faces;
        this.seed = seed;
    }

    private record Shown(BufferedImage picture, boolean cloaked, String photo) {}

    /**
     * Writes the pictures and the form into a new folder, and the key beside it.
     *
     * @param people each is shown once before anybody is shown twice
     * @param large of portraits; may be empty
     * @param folder for reviewers; must not exist or be empty
     * @param key not in the folder, must not exist
     * @throws IOException if there are too few photos with faces, or the files cannot be written
     * @throws IllegalArgumentException if the key would lie in the folder
     */
    BlindKey write(List<Sitter> people, List<Sitter> large, Path folder, Path key) throws IOException {
        requirePlaces(folder, key);
        Random random = new Random(seed);
        List<Shown> shown = new ArrayList<>();
        int portraits = large.isEmpty() ? 0 : faces / 8 * 2;
        shown.addAll(choose(large, portraits, random));
        shown.addAll(choose(people, faces - portraits, random));
        Collections.shuffle(shown, random);
        List<BlindKey.Face> solution = new ArrayList<>();
        for (Shown face : shown) {
            solution.add(new BlindKey.Face(solution.size() + 1, face.cloaked(), face.photo()));
        }
        BlindKey result = new BlindKey(maker.recipe().name(), seed, solution);
        // A sheet without a key would be worth nothing, a key without a sheet does no harm.
        result.write(key);
        Files.createDirectories(folder);
        for (int i = 0; i < shown.size(); i++) {
            Pictures.write(shown.get(i).picture(), folder.resolve(BlindAnswers.label(i + 1) + ".png"));
        }
        AtomicFile.write(
                folder.resolve("answers.tsv"),
                BlindAnswers.form(result.sheet(), faces).getBytes(StandardCharsets.UTF_8),
                false);
        return result;
    }

    private static void requirePlaces(Path folder, Path key) throws IOException {
        if (key.toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    "the key " + key + " must lie outside " + folder + ", the folder that reviewers see");
        }
        Files.createDirectories(key.toAbsolutePath().getParent());
        AtomicFile.requireWritable(key, false);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new IOException(folder + " is not empty; name a new folder for the sheet");
                }
            }
        }
    }

    /** So many faces of different photos, the first half cloaked. */
    private List<Shown> choose(List<Sitter> sitters, int count, Random random) throws IOException {
        List<Shown> chosen = new ArrayList<>();
        Map<Sitter, Optional<FaceCloak>> cloaks = new HashMap<>();
        for (Candidate candidate : candidates(sitters, random)) {
            if (chosen.size() == count) {
                break;
            }
            boolean cloaked = chosen.size() < count / 2;
            Optional<Look> look = cloaked
                    ? cloaks.computeIfAbsent(candidate.sitter(), maker::learn)
                            .flatMap(cloak -> maker.cloaked(candidate.photo(), cloak))
                    : maker.untouched(candidate.photo());
            look.ifPresent(found -> chosen.add(new Shown(
                    new FaceCut(found.face(), found.original()).of(found.result()),
                    cloaked,
                    candidate.photo().toString())));
        }
        if (chosen.size() < count) {
            throw new IOException("only " + chosen.size() + " of " + count
                    + " faces found; give more people, or ask for fewer faces");
        }
        return chosen;
    }

    private record Candidate(Sitter sitter, FacePhoto photo) {}

    /** Every photo once: a random one of everybody in random order, then another one of everybody, and so on. */
    private static List<Candidate> candidates(List<Sitter> sitters, Random random) {
        List<Sitter> order = new ArrayList<>(sitters);
        Collections.shuffle(order, random);
        List<List<FacePhoto>> photos = new ArrayList<>();
        for (Sitter sitter : order) {
            List<FacePhoto> own = new ArrayList<>(sitter.photos());
            Collections.shuffle(own, random);
            photos.add(own);
        }
        List<Candidate> candidates = new ArrayList<>();
        int rounds = photos.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < order.size(); i++) {
                if (round < photos.get(i).size()) {
                    candidates.add(new Candidate(order.get(i), photos.get(i).get(round)));
                }
            }
        }
        return candidates;
    }
}
