package io.facecloak.benchmarks.table;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.benchmarks.transfer.Recipe;
import io.facecloak.evaluation.CloakProtector;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.Untouched;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.mask.CloakFile;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The protecting side, as a person has it: the bundled detector, the recipe's cloak, and photo files that go through the whole of stage 3.
 * Everything is kept in a folder, a person at a time, so that a run that was stopped goes on there; the folder belongs to one version of the
 * library's code. Not thread-safe.
 */
final class Protecting {

    /** The policies for faces that are measured, by name: what a person gets unasked, and every face cloaked. */
    static final Map<String, ProtectionOptions> POLICIES = policies();

    static final String DEFAULT = "default";
    static final String ALL = "ALL";

    private static final String DONE = "outcomes.tsv";
    private static final String TOUCHED = "-";

    private final Path folder;
    private final FaceModels bundled;
    private final String judgingDetector;

    /** @param judgingDetector fingerprint of the detector that says which face is meant */
    Protecting(Path folder, FaceModels bundled, String judgingDetector) {
        this.folder = folder;
        this.bundled = bundled;
        this.judgingDetector = judgingDetector;
    }

    private static Map<String, ProtectionOptions> policies() {
        Map<String, ProtectionOptions> policies = new LinkedHashMap<>();
        policies.put(DEFAULT, ProtectionOptions.DEFAULT);
        policies.put(ALL, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL));
        return policies;
    }

    /**
     * Learns the person's cloak and protects the probes, unless that was done before.
     *
     * @param seed of the person
     * @param probes of the person
     */
    ProtectedPerson protect(Recipe recipe, List<Embedder> surrogates, FacePhoto seed, List<ProbeFace> probes)
            throws IOException {
        Path place = folder.resolve(key(recipe, surrogates))
                .resolve(fileName(seed.identity()) + "-"
                        + Sha256.hex(seed.file()).substring(0, 12));
        Optional<ProtectedPerson> known = read(place, probes);
        return known.isPresent() ? known.get() : make(place, recipe, surrogates, seed, probes);
    }

    private String key(Recipe recipe, List<Embedder> surrogates) {
        List<String> parts = new ArrayList<>(
                List.of(recipe.fingerprint(), bundled.detector().fingerprint(), judgingDetector, POLICIES.toString()));
        surrogates.forEach(surrogate -> parts.add(surrogate.fingerprint()));
        return fileName(recipe.name()) + "-"
                + Sha256.hex(String.join("\n", parts)).substring(0, 12);
    }

    private ProtectedPerson make(
            Path place, Recipe recipe, List<Embedder> surrogates, FacePhoto seed, List<ProbeFace> probes)
            throws IOException {
        Files.createDirectories(place);
        Path cloak = place.resolve("person.cloak");
        double seconds = 0;
        Optional<String> noCloak = Optional.empty();
        if (!Files.exists(cloak)) {
            long start = System.nanoTime();
            try {
                CloakFile.write(recipe.learn(bundled, surrogates, seed.file()), cloak);
            } catch (UnprotectableException e) {
                noCloak = Optional.of(String.valueOf(e.getMessage()));
            }
            seconds = (System.nanoTime() - start) / 1e9;
        }
        List<ProtectedCopy> copies = new ArrayList<>();
        for (Map.Entry<String, ProtectionOptions> policy : POLICIES.entrySet()) {
            Path target = Files.createDirectories(place.resolve(policy.getKey()));
            Optional<PhotoProtector> protector = noCloak.isPresent()
                    ? Optional.empty()
                    : Optional.of(new PhotoProtector(
                            CloakFile.read(cloak), bundled.detector(), surrogates, recipe.applyTo(policy.getValue())));
            for (ProbeFace probe : probes) {
                copies.add(copy(protector, probe, policy.getKey(), target));
            }
        }
        ProtectedPerson person = new ProtectedPerson(copies, seconds, noCloak);
        write(place, person);
        return person;
    }

    private static ProtectedCopy copy(Optional<PhotoProtector> protector, ProbeFace probe, String policy, Path target)
            throws IOException {
        if (protector.isEmpty()) {
            return new ProtectedCopy(probe, policy, probe.photo().file(), Optional.of(Untouched.NO_CLOAK));
        }
        Path file = target.resolve(probe.photo().name());
        List<FaceOutcome> outcomes =
                protector.get().protect(probe.photo().file(), file, true).faces();
        return new ProtectedCopy(
                probe,
                policy,
                file,
                CloakProtector.untouched(outcomes, probe.face().box()));
    }

    /** The file that says that a person is done; it is written last. */
    private static void write(Path place, ProtectedPerson person) throws IOException {
        StringBuilder lines = new StringBuilder();
        lines.append(person.seconds())
                .append('\t')
                .append(person.noCloak().orElse("").replaceAll("\\s", " "))
                .append('\n');
        for (ProtectedCopy copy : person.copies()) {
            lines.append(copy.policy())
                    .append('\t')
                    .append(copy.probe().photo().name())
                    .append('\t')
                    .append(Sha256.hex(copy.probe().photo().file()))
                    .append('\t')
                    .append(copy.untouched().map(Enum::name).orElse(TOUCHED))
                    .append('\n');
        }
        AtomicFile.write(place.resolve(DONE), lines.toString().getBytes(StandardCharsets.UTF_8), true);
    }

    /** Nothing unless every policy and probe is there, of the same content. */
    private static Optional<ProtectedPerson> read(Path place, List<ProbeFace> probes) throws IOException {
        if (!Files.exists(place.resolve(DONE))) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(place.resolve(DONE));
        String[] first = lines.get(0).split("\t", -1);
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int last = line.lastIndexOf('\t');
            outcomes.put(line.substring(0, last), line.substring(last + 1));
        }
        List<ProtectedCopy> copies = new ArrayList<>();
        for (String policy : POLICIES.keySet()) {
            for (ProbeFace probe : probes) {
                String outcome = outcomes.get(String.join(
                        "\t",
                        policy,
                        probe.photo().name(),
                        Sha256.hex(probe.photo().file())));
                if (outcome == null) {
                    return Optional.empty();
                }
                Optional<Untouched> untouched =
                        outcome.equals(TOUCHED) ? Optional.empty() : Optional.of(Untouched.valueOf(outcome));
                Path file = untouched.equals(Optional.of(Untouched.NO_CLOAK))
                        ? probe.photo().file()
                        : place.resolve(policy).resolve(probe.photo().name());
                copies.add(new ProtectedCopy(probe, policy, file, untouched));
            }
        }
        return Optional.of(new ProtectedPerson(
                copies, Double.parseDouble(first[0]), Optional.of(first[1]).filter(why -> !why.isEmpty())));
    }

    /** Names may hold anything. */
    private static String fileName(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
