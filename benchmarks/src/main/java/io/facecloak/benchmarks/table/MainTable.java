package io.facecloak.benchmarks.table;

import io.facecloak.benchmarks.ConsoleProgress;
import io.facecloak.benchmarks.people.PeopleOptions;
import io.facecloak.benchmarks.table.RecipeResult.Verdict;
import io.facecloak.benchmarks.transfer.Recipe;
import io.facecloak.benchmarks.transfer.Round;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.Untouched;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes the main table: for every recipe, each person's cloak is learnt from one photo on the bundled recognisers, the person's other photos go
 * through the whole of stage 3 as files, and recognisers that the cloak never saw look for the faces. Or, with {@code --leave-one-out}, the
 * given recognisers are the surrogates, and each judges the cloaks that were learnt on the others. Resumable and deterministic.
 */
@Command(
        name = "MainTable",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Recipes, judged by recognisers that they were not learnt on: protection as a person gets it.")
public final class MainTable implements Callable<Integer> {

    @Mixin
    private PeopleOptions people;

    @Option(
            names = "--models",
            required = true,
            description = "directory with recognisers/, which judge, and mtcnn/, which finds faces for them")
    private Path models;

    @Option(names = "--judges", split = ",", description = "directories with further recognisers/ that judge")
    private List<Path> judgeDirectories = List.of();

    @Option(
            names = "--leave-one-out",
            description =
                    "learn on the recognisers of --models, each left out in turn to judge, instead of on the bundled ones")
    private boolean leaveOneOut;

    @Option(
            names = "--teachers",
            split = ",",
            description = "recognisers that taught the bundled ones; default: what the bundled models' metadata says")
    private List<String> teachers = List.of();

    @Option(
            names = "--recipes",
            required = true,
            description =
                    "file with one recipe per line: name: key=value ...; benchmarks/presets.txt holds the presets")
    private Path recipes;

    @Option(names = "--only", split = ",", description = "names of the recipes to measure; default all of the file")
    private List<String> only = List.of();

    @Option(
            names = "--work",
            defaultValue = "target/main-table",
            description =
                    "folder of the tables and of all that is kept between runs: cloaks, protected photos, embeddings")
    private Path work;

    private final EvaluationProgress progress = new ConsoleProgress(System.err, InstantSource.system());

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MainTable())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<FaceModels> opened = new ArrayList<>();
        try {
            opened.add(FaceModels.directory(models));
            judgeDirectories.forEach(directory -> opened.add(FaceModels.directory(directory)));
            run(opened);
        } finally {
            opened.forEach(FaceModels::close);
        }
        return 0;
    }

    private void run(List<FaceModels> opened) throws IOException {
        FaceModels bundled = FaceModels.bundled();
        List<Embedder> judges =
                opened.stream().flatMap(each -> each.embedders().stream()).toList();
        requireNames(judges);
        List<Round> rounds = rounds(bundled, opened.get(0).embedders(), judges);
        Set<String> taught = taught();
        List<Recipe> chosen = chosenRecipes();
        FaceDataset dataset = people.dataset();
        Judging judging = new Judging(
                dataset, opened.get(0).detector(), judges, EmbeddingCache.in(work.resolve("embeddings")), progress);
        Protecting protecting = new Protecting(
                work.resolve("protected"), bundled, opened.get(0).detector().fingerprint());
        List<String> conditions = conditions(dataset, bundled, judges, taught);
        List<RecipeResult> results = new ArrayList<>();
        for (Recipe recipe : chosen) {
            results.add(result(recipe, rounds, dataset, judging, protecting, taught));
            write(new TableText(conditions, results));
        }
        System.out.println(new TableText(conditions, results).markdown());
    }

    private List<Round> rounds(FaceModels bundled, List<Embedder> given, List<Embedder> judges) {
        if (!leaveOneOut) {
            return List.of(new Round(Optional.empty(), judges, bundled.embedders()));
        }
        if (judges.size() > given.size()) {
            throw new IllegalArgumentException(
                    "--leave-one-out has the recognisers of --models as judges: leave --judges away");
        }
        return Round.of(given, List.of(), List.of());
    }

    private RecipeResult result(
            Recipe recipe,
            List<Round> rounds,
            FaceDataset dataset,
            Judging judging,
            Protecting protecting,
            Set<String> taught)
            throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        List<Map.Entry<String, Untouched>> untouched = new ArrayList<>();
        List<Look> looks = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        Map<String, String> noCloak = new LinkedHashMap<>();
        for (Round round : rounds) {
            String what = recipe.name()
                    + round.leftOut().map(left -> " without " + left.name()).orElse("");
            List<ProtectedCopy> copies = new ArrayList<>();
            int done = 0;
            for (String identity : dataset.identities()) {
                ProtectedPerson person = protecting.protect(
                        recipe, round.surrogates(), dataset.seedsOf(identity).get(0), judging.probesOf(identity));
                copies.addAll(person.copies());
                person.noCloak().ifPresent(why -> noCloak.put(identity, why));
                if (person.seconds() > 0) {
                    seconds.add(person.seconds());
                }
                progress.report(what + ": people", ++done, dataset.identities().size());
            }
            for (FacePhoto photo : judging.faceless()) {
                untouched.add(Map.entry(photo.toString(), Untouched.NO_FACE));
            }
            for (ProtectedCopy copy : copies) {
                if (!copy.policy().equals(Protecting.DEFAULT)) {
                    continue;
                }
                if (copy.untouched().isPresent()) {
                    untouched.add(Map.entry(
                            copy.probe().photo().toString(), copy.untouched().get()));
                } else {
                    looks.add(Look.of(
                            copy.probe().picture(),
                            ProbeFace.read(copy.file()),
                            copy.probe().face().landmarks()));
                }
            }
            for (Embedder judge : round.judges()) {
                verdicts.add(verdict(judge, taught.contains(judge.name()), judging, copies));
            }
        }
        return new RecipeResult(
                recipe,
                verdicts,
                untouched,
                dataset.probes().size() * rounds.size(),
                looks,
                seconds.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
                noCloak);
    }

    private static Verdict verdict(Embedder judge, boolean taught, Judging judging, List<ProtectedCopy> copies)
            throws IOException {
        Map<String, IdentificationResult> guarded = new LinkedHashMap<>();
        for (String policy : Protecting.POLICIES.keySet()) {
            guarded.put(
                    policy,
                    judging.judge(
                            judge,
                            copies.stream()
                                    .filter(copy -> copy.policy().equals(policy))
                                    .toList()));
        }
        return new Verdict(judge.name(), taught, judging.clean(judge), guarded);
    }

    private List<Recipe> chosenRecipes() throws IOException {
        List<Recipe> all = Files.readAllLines(recipes).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Recipe::parse)
                .toList();
        List<String> names = all.stream().map(Recipe::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "no recipe is called " + name + " in " + recipes + "; there are " + names);
            }
        }
        return all.stream()
                .filter(recipe -> only.isEmpty() || only.contains(recipe.name()))
                .toList();
    }

    private Set<String> taught() throws IOException {
        if (leaveOneOut) {
            return Set.of();
        }
        return teachers.isEmpty() ? Teachers.ofBundled() : new TreeSet<>(teachers);
    }

    private List<String> conditions(
            FaceDataset dataset, FaceModels bundled, List<Embedder> judges, Set<String> taught) {
        String learntOn = leaveOneOut
                ? "the other recognisers of the table, in turn"
                : bundled.embedders().stream().map(Embedder::name).collect(Collectors.joining(", "));
        String judging = judges.stream().map(Embedder::name).collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>(List.of(
                "# Main table",
                "",
                String.format(
                        Locale.ROOT,
                        "%s: %d people, %d probes, %d strangers of the same source. Learnt from one photo each, on %s. Judges: %s.",
                        people.name(),
                        dataset.identities().size(),
                        dataset.probes().size(),
                        dataset.distractors().size(),
                        learntOn,
                        judging)));
        if (!leaveOneOut && taught.isEmpty()) {
            lines.add("Who taught the bundled recognisers is not stated.");
        }
        return lines;
    }

    private static void requireNames(List<Embedder> judges) {
        List<String> names = judges.stream().map(Embedder::name).toList();
        if (Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException("two judges have one name: " + names);
        }
    }

    private void write(TableText text) throws IOException {
        Files.createDirectories(work);
        String name = leaveOneOut ? "leave-one-out" : "main-table";
        AtomicFile.write(work.resolve(name + ".md"), text.markdown().getBytes(StandardCharsets.UTF_8), true);
        AtomicFile.write(work.resolve(name + ".tsv"), text.tsv().getBytes(StandardCharsets.UTF_8), true);
    }
}
