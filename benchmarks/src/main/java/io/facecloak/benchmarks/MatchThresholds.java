package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.SeedException;
import io.facecloak.apply.FacePolicy;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Point;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chooses the recognisers' match thresholds on the tune people: the strictest at which, by any recogniser, at most a share of the person's
 * detected faces is missed, each recogniser taking the same share of strangers for the person. Then measures, on tune and report people, what
 * the face policies miss and whom they cloak by mistake.
 *
 * <p>The first photo of a person is the seed. A photo's central face is the person's, or the stranger's.
 *
 * <pre>benchmarks/match-thresholds.sh --people ../shared/faces/eval/lfw-handed --strangers ../shared/faces/gallery/lfw</pre>
 */
@Command(
        name = "MatchThresholds",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Match thresholds, and what face policies cost.")
final class MatchThresholds implements Callable<Integer> {

    private static final int STEPS = 1000;

    @Option(names = "--models", description = "directory of models; default: the bundled ones")
    private Path models;

    @Option(
            names = "--people",
            required = true,
            description = "folder of people's folders and SPLIT.tsv (tune or report)")
    private Path people;

    @Option(names = "--strangers", required = true, description = "folder of photos of strangers, one each")
    private Path strangers;

    @Option(
            names = "--missed",
            defaultValue = "0.01",
            description = "share of the tune people's faces to be missed at most")
    private double missed;

    @Option(
            names = "--old-threshold",
            defaultValue = "0.35",
            description = "for comparison: with one template, the seed's embedding")
    private double oldThreshold;

    @Option(names = "--confirmed", defaultValue = "2", description = "also measure with this many confirmed photos")
    private int confirmed;

    /** A face: [recogniser][value]. */
    private record Embedded(float[][] values) {}

    /** A photo's faces, largest first; {@code central} is the one that the photo is of, or -1. */
    private record Shot(Path file, List<Face> faces, List<Embedded> embedded, int central) {}

    /** A person's photos, the seed first. */
    private record Person(String name, boolean tune, List<Shot> shots) {

        List<Shot> others(int from) {
            return shots.subList(Math.min(from, shots.size()), shots.size()).stream()
                    .filter(shot -> shot.central() >= 0)
                    .toList();
        }
    }

    private FaceModels opened;
    private List<Embedder> recognisers;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MatchThresholds()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        opened = models == null ? FaceModels.bundled() : FaceModels.directory(models);
        recognisers = opened.embedders();
        Map<String, Boolean> tune = new HashMap<>();
        for (String line : Files.readAllLines(people.resolve("SPLIT.tsv"))) {
            String[] columns = line.split("\t");
            tune.put(columns[0], columns[1].equals("tune"));
        }
        List<Person> persons = new ArrayList<>();
        for (Path folder : sorted(people)) {
            if (Files.isDirectory(folder)
                    && tune.containsKey(folder.getFileName().toString())) {
                persons.add(new Person(
                        folder.getFileName().toString(),
                        tune.get(folder.getFileName().toString()),
                        shots(sorted(folder))));
            }
        }
        for (Person person : List.copyOf(persons)) {
            if (!isSeed(person.shots().get(0))) {
                persons.remove(person);
            }
        }
        List<Shot> crowd = shots(sorted(strangers)).stream()
                .filter(shot -> shot.central() >= 0)
                .toList();
        Map<Person, List<List<float[]>>> old = templates(persons, 0, true);
        Map<Person, List<List<float[]>>> now = templates(persons, 1, false);
        double[] thresholds = choose(now, crowd);
        System.out.printf(
                Locale.ROOT,
                "%d people, %d strangers, thresholds for at most %.3f missed on the tune people:%n",
                persons.size(),
                crowd.size(),
                missed);
        for (int r = 0; r < thresholds.length; r++) {
            double[] one = new double[thresholds.length];
            Arrays.fill(one, 2);
            one[r] = thresholds[r];
            System.out.printf(
                    Locale.ROOT,
                    "%s.match.threshold=%.3f   alone: missed tune %.4f, report %.4f; strangers accepted %.4f%n",
                    recognisers.get(r).name(),
                    thresholds[r],
                    missed(FacePolicy.MATCH, now, one, Person::tune, 1),
                    missed(FacePolicy.MATCH, now, one, person -> !person.tune(), 1),
                    mistaken(FacePolicy.MATCH, now, one, person -> crowd));
        }
        System.out.println(
                "policy | own faces missed, tune | report | worst report person | strangers' photos cloaked | other"
                        + " people's photos of --people cloaked");
        double[] before = new double[thresholds.length];
        Arrays.fill(before, oldThreshold);
        row("MATCH, seed alone at " + oldThreshold, FacePolicy.MATCH, old, before, 1, crowd);
        row("MATCH", FacePolicy.MATCH, now, thresholds, 1, crowd);
        row(
                "MATCH, " + confirmed + " photos confirmed",
                FacePolicy.MATCH,
                templates(persons, 1 + confirmed, false),
                thresholds,
                1 + confirmed,
                crowd);
        row("MATCH_OR_MAIN", FacePolicy.MATCH_OR_MAIN, now, thresholds, 1, crowd);
        row("ALL", FacePolicy.ALL, now, thresholds, 1, crowd);
        return 0;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private List<Shot> shots(List<Path> files) throws IOException {
        List<Shot> shots = new ArrayList<>();
        for (Path file : files) {
            if (!file.toString().endsWith(".jpg")) {
                continue;
            }
            BufferedImage picture = SrgbView.of(new PhotoReader().read(file).upright());
            List<Face> faces = opened.detector().detect(picture);
            List<AlignedFace> aligned = faces.stream()
                    .map(face -> FaceAligner.align(picture, face.landmarks()))
                    .toList();
            List<float[][]> each = aligned.isEmpty()
                    ? List.of()
                    : recognisers.stream()
                            .map(recogniser -> recogniser.embed(aligned))
                            .toList();
            List<Embedded> embedded = new ArrayList<>();
            for (int i = 0; i < faces.size(); i++) {
                int face = i;
                embedded.add(new Embedded(each.stream().map(all -> all[face]).toArray(float[][]::new)));
            }
            shots.add(new Shot(file, faces, embedded, central(faces, picture)));
        }
        return shots;
    }

    /** The face nearest to the middle, if the middle is in its box. */
    private static int central(List<Face> faces, BufferedImage picture) {
        Point middle = new Point(picture.getWidth() / 2.0, picture.getHeight() / 2.0);
        int best = -1;
        for (int i = 0; i < faces.size(); i++) {
            Box box = faces.get(i).box();
            boolean closer = best < 0
                    || box.centre().distanceTo(middle)
                            < faces.get(best).box().centre().distanceTo(middle);
            if (box.contains(middle) && closer) {
                best = i;
            }
        }
        return best;
    }

    /**
     * [recogniser][template] of every person.
     *
     * @param photos learnt from; 0 for the seed's embedding as it is
     */
    private Map<Person, List<List<float[]>>> templates(List<Person> persons, int photos, boolean plain)
            throws IOException {
        Map<Person, List<List<float[]>>> result = new LinkedHashMap<>();
        for (Person person : persons) {
            List<List<float[]>> own = new ArrayList<>();
            if (plain) {
                Shot seed = person.shots().get(0);
                for (float[] embedding : seed.embedded().get(seed.central()).values()) {
                    own.add(List.of(embedding));
                }
            } else {
                CloakMask mask = learnt(person, photos);
                for (Embedder recogniser : recognisers) {
                    own.add(mask.templates().stream()
                            .filter(template -> template.fingerprint().equals(recogniser.fingerprint()))
                            .map(PersonTemplate::embedding)
                            .toList());
                }
            }
            result.put(person, own);
        }
        return result;
    }

    /** As users get it; what the cloak does to pixels does not matter here. */
    private CloakMask learnt(Person person, int photos) throws IOException {
        FaceCloak cloak = seeded(person.shots().get(0));
        for (Shot shot :
                person.shots().subList(1, Math.min(photos, person.shots().size()))) {
            if (shot.central() >= 0) {
                cloak = cloak.withConfirmed(picture(shot), shot.faces().get(shot.central()));
            }
        }
        return cloak.mask();
    }

    /** Whether a cloak can be learnt from the photo; whoever has no such seed is left out, and named. */
    private boolean isSeed(Shot seed) throws IOException {
        if (seed.central() < 0) {
            System.out.println(seed.file() + " is left out: no face in its middle");
            return false;
        }
        try {
            seeded(seed);
            return true;
        } catch (SeedException e) {
            System.out.println(seed.file() + " is left out: " + e.getMessage());
            return false;
        }
    }

    private FaceCloak seeded(Shot seed) throws IOException {
        try {
            return builder().seed(picture(seed)).build();
        } catch (SeedException e) {
            // Others are in the photo too: crop it, as the message says.
            BufferedImage photo = picture(seed);
            Box box = seed.faces().get(seed.central()).box();
            int left = (int) Math.max(0, box.left() - box.width() / 3);
            int top = (int) Math.max(0, box.top() - box.height() / 3);
            int right = (int) Math.min(photo.getWidth(), box.right() + box.width() / 3);
            int bottom = (int) Math.min(photo.getHeight(), box.bottom() + box.height() / 3);
            return builder()
                    .seed(photo.getSubimage(left, top, right - left, bottom - top))
                    .build();
        }
    }

    private FaceCloakBuilder builder() {
        return FaceCloak.builder().models(opened).settings(learning -> learning.withSyntheticFaces(0)
                .withIterations(1));
    }

    private static BufferedImage picture(Shot shot) throws IOException {
        return SrgbView.of(new PhotoReader().read(shot.file()).upright());
    }

    private double[] choose(Map<Person, List<List<float[]>>> templates, List<Shot> crowd) {
        double[][] similarities = new double[recognisers.size()][];
        for (int r = 0; r < similarities.length; r++) {
            int recogniser = r;
            similarities[r] = templates.values().stream()
                    .flatMapToDouble(own -> crowd.stream()
                            .mapToDouble(shot -> similarity(
                                    own.get(recogniser), shot.embedded().get(shot.central()), recogniser)))
                    .sorted()
                    .toArray();
        }
        double[] thresholds = new double[recognisers.size()];
        for (int step = STEPS - 1; step >= 0; step--) {
            for (int r = 0; r < thresholds.length; r++) {
                thresholds[r] = similarities[r][(int) ((long) similarities[r].length * step / STEPS)];
            }
            if (missed(FacePolicy.MATCH, templates, thresholds, Person::tune, 1) <= missed) {
                break;
            }
        }
        return thresholds;
    }

    private static double similarity(List<float[]> templates, Embedded face, int recogniser) {
        double best = -1;
        float[] embedding = face.values()[recogniser];
        for (float[] template : templates) {
            best = Math.max(best, Embedding.similarity(template, embedding));
        }
        return best;
    }

    /** As {@link FacePolicy} says, on embeddings that are known already. */
    private static boolean[] cloaked(FacePolicy policy, List<List<float[]>> templates, double[] thresholds, Shot shot) {
        boolean[] cloaked = new boolean[shot.faces().size()];
        boolean any = false;
        for (int i = 0; i < cloaked.length; i++) {
            for (int r = 0; r < thresholds.length; r++) {
                cloaked[i] |= policy == FacePolicy.ALL
                        || similarity(templates.get(r), shot.embedded().get(i), r) >= thresholds[r];
            }
            any |= cloaked[i];
        }
        if (policy == FacePolicy.MATCH_OR_MAIN && !any && cloaked.length > 0) {
            double largest = shot.faces().get(0).box().area();
            cloaked[0] = cloaked.length == 1
                    || largest >= 2 * shot.faces().get(1).box().area();
        }
        return cloaked;
    }

    /** @param from the first photo that counts */
    private static double missed(
            FacePolicy policy,
            Map<Person, List<List<float[]>>> templates,
            double[] thresholds,
            Predicate<Person> which,
            int from) {
        return templates.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .flatMap(entry -> entry.getKey().others(from).stream()
                        .map(shot -> cloaked(policy, entry.getValue(), thresholds, shot)[shot.central()]))
                .mapToDouble(found -> found ? 0 : 1)
                .average()
                .orElse(0);
    }

    /** Share of pairs of a person and somebody else's photo in which a face gets the person's cloak. */
    private static double mistaken(
            FacePolicy policy,
            Map<Person, List<List<float[]>>> templates,
            double[] thresholds,
            Function<Person, List<Shot>> others) {
        return templates.entrySet().stream()
                .flatMap(entry -> others.apply(entry.getKey()).stream()
                        .map(shot -> cloaked(policy, entry.getValue(), thresholds, shot)))
                .mapToDouble(faces -> contains(faces) ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static boolean contains(boolean[] cloaked) {
        for (boolean one : cloaked) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    private static void row(
            String name,
            FacePolicy policy,
            Map<Person, List<List<float[]>>> templates,
            double[] thresholds,
            int from,
            List<Shot> crowd) {
        Person worst = templates.keySet().stream()
                .filter(person -> !person.tune())
                .max(Comparator.comparingDouble(person -> missed(policy, templates, thresholds, person::equals, from)))
                .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%s | %.4f | %.4f | %.2f | %.4f | %.4f%n",
                name,
                missed(policy, templates, thresholds, Person::tune, from),
                missed(policy, templates, thresholds, person -> !person.tune(), from),
                missed(policy, templates, thresholds, worst::equals, from),
                mistaken(policy, templates, thresholds, person -> crowd),
                mistaken(policy, templates, thresholds, person -> templates.keySet().stream()
                        .filter(other -> !other.equals(person))
                        .flatMap(other -> other.others(1).stream())
                        .toList()));
    }
}
