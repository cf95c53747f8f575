package io.facecloak.benchmarks.transfer;

import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.benchmarks.people.Split;
import io.facecloak.evaluation.CloakProtector;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.Identification;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.evaluation.LabelledEmbedding;
import io.facecloak.evaluation.PhotoEmbedder;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.synthesis.JpegRoundTrip;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Tries recipes for cloaks: each is learnt with every recogniser left out in turn and judged by the one left out, and by judges that no
 * cloak is ever learnt on. Every figure goes to a table (one row per recipe and judging recogniser) as soon as it is known; what the table
 * holds is not computed again. Deterministic.
 */
@Command(
        name = "TransferExperiments",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Black-box protection of recipes, leaving one recogniser out at a time.")
public final class TransferExperiments implements Callable<Integer> {

    private static final String HEADER =
            "experiment\tpeople\tleft_out\tblack_top1\tlow\thigh\tblack_top5\tlow\thigh\tclean_top1\tuntouched\tblack_logrank\tjpeg75_top1\tkept\twhite_top1\tssim\tpsnr\tseconds\toptions";

    @Option(names = "--models", required = true, description = "directory with mtcnn/ and recognisers/")
    private Path models;

    @Option(names = "--people", required = true, description = "folder with one folder of photos per person")
    private Path people;

    @Option(
            names = "--split",
            defaultValue = "TUNE",
            description =
                    "${COMPLETION-CANDIDATES}: choose on TUNE, report REPORT; SPLIT.tsv in the folder, else halves by name")
    private Split split;

    @Option(names = "--distractors", required = true, description = "folder with photos of strangers")
    private Path distractors;

    @Option(names = "--distractor-count", defaultValue = "3000", description = "how many strangers, in name order")
    private int distractorCount;

    @Option(
            names = "--recipes",
            required = true,
            description = "file with one experiment per line: name: key=value ...")
    private Path recipes;

    @Option(
            names = "--leave-out",
            split = ",",
            description = "recognisers to leave out in turn; default each, none if there are judges")
    private List<String> leaveOut = List.of();

    @Option(
            names = "--judges",
            split = ",",
            description = "recognisers that are never surrogates and judge every cloak")
    private List<String> judges = List.of();

    @Option(names = "--work", defaultValue = "target/transfer", description = "folder of the cache and of the table")
    private Path work;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TransferExperiments())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, UnprotectableException {
        try (FaceModels faceModels = FaceModels.directory(models)) {
            Files.createDirectories(work);
            PhotoEmbedder photoEmbedder = new PhotoEmbedder(
                    faceModels.detector(),
                    FaceCrop.CENTRAL,
                    EmbeddingCache.in(work.resolve("embeddings")),
                    EvaluationProgress.NONE);
            List<FacePhoto> strangers = files(distractors)
                    .limit(distractorCount)
                    .map(file -> new FacePhoto("stranger", file.getFileName().toString(), file))
                    .toList();
            List<Person> persons = persons(faceModels.detector());
            Path table = work.resolve("experiments.tsv");
            if (!Files.exists(table)) {
                Files.writeString(table, HEADER + "\n");
            }
            Set<String> done = new HashSet<>();
            for (String row : Files.readAllLines(table)) {
                String[] cells = row.split("\t");
                done.add(String.join("\t", cells[0], cells[1], cells[2], cells[cells.length - 1]));
            }
            for (String line : Files.readAllLines(recipes)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    run(Recipe.parse(line), faceModels, photoEmbedder, persons, strangers, done, table);
                }
            }
        }
        return 0;
    }

    private void run(
            Recipe recipe,
            FaceModels faceModels,
            PhotoEmbedder photoEmbedder,
            List<Person> persons,
            List<FacePhoto> strangers,
            Set<String> done,
            Path table)
            throws IOException, UnprotectableException {
        String peopleName = people.getFileName() + "/" + split.name().toLowerCase(Locale.ROOT);
        for (Round round : Round.of(faceModels.embedders(), leaveOut, judges)) {
            List<Embedder> pending = round.judges().stream()
                    .filter(judge -> !done.contains(
                            String.join("\t", recipe.name(), peopleName, round.label(judge), recipe.specification())))
                    .toList();
            if (pending.isEmpty()) {
                continue;
            }
            List<Embedder> surrogates = round.surrogates();
            Cloaked cloaked = cloak(recipe, faceModels, persons, surrogates);
            double white = 0;
            for (Embedder surrogate : surrogates) {
                white += identify(surrogate, photoEmbedder, persons, strangers, cloaked.faces())
                                .withFound(cloaked.untouched())
                                .top(1)
                                .psr()
                        / surrogates.size();
            }
            for (Embedder judge : pending) {
                Figures figures = figures(
                        identify(judge, photoEmbedder, persons, strangers, cloaked.faces())
                                .withFound(cloaked.untouched()),
                        identify(judge, photoEmbedder, persons, strangers, cloaked.compressed())
                                .withFound(cloaked.untouched()),
                        clean(judge, photoEmbedder, persons, strangers),
                        white,
                        cloaked);
                String row = String.join(
                        "\t", recipe.name(), peopleName, round.label(judge), figures.cells(), recipe.specification());
                Files.writeString(table, row + "\n", StandardOpenOption.APPEND);
                System.out.println(row);
            }
        }
    }

    private Cloaked cloak(Recipe recipe, FaceModels faceModels, List<Person> persons, List<Embedder> surrogates)
            throws IOException, UnprotectableException {
        double seconds = 0;
        List<AlignedFace> faces = new ArrayList<>();
        List<AlignedFace> compressed = new ArrayList<>();
        List<FacePhoto> untouched = new ArrayList<>();
        double ssim = 0;
        double psnr = 0;
        for (Person person : persons) {
            long start = System.nanoTime();
            CloakMask cloak = recipe.learn(
                    faceModels, surrogates, person.photos().get(0).source().file());
            seconds += (System.nanoTime() - start) / 1e9;
            PhotoProtector protector =
                    new PhotoProtector(cloak, faceModels.detector(), surrogates, ProtectionOptions.DEFAULT);
            for (Photo probe : person.probes()) {
                BufferedImage before = probe.picture();
                Protection<BufferedImage> protection = protector.protect(before);
                BufferedImage after = protection.photo();
                faces.add(alignedAnew(after, probe, faceModels));
                compressed.add(alignedAnew(JpegRoundTrip.of(after, 0.75f), probe, faceModels));
                if (CloakProtector.untouched(protection.faces(), probe.face().box())
                        .isPresent()) {
                    untouched.add(probe.source());
                    continue;
                }
                BufferedImage clean =
                        FaceAligner.align(before, probe.landmarks()).toPicture();
                BufferedImage changed =
                        FaceAligner.align(after, probe.landmarks()).toPicture();
                ssim += ImageQuality.ssim(clean, changed);
                psnr += ImageQuality.psnr(clean, changed);
            }
        }
        int touched = faces.size() - untouched.size();
        return new Cloaked(faces, compressed, untouched, ssim / touched, psnr / touched, seconds / persons.size());
    }

    private static Figures figures(
            IdentificationResult black,
            IdentificationResult robust,
            IdentificationResult clean,
            double white,
            Cloaked cloaked) {
        int count = black.ranks().size();
        int kept = 0;
        int safe = 0;
        double logRank = 0;
        for (int i = 0; i < count; i++) {
            boolean isSafe = black.ranks().get(i).rank() > 1;
            safe += isSafe ? 1 : 0;
            kept += isSafe && robust.ranks().get(i).rank() > 1 ? 1 : 0;
            logRank += Math.log10(black.ranks().get(i).rank()) / count;
        }
        Estimate top1 = black.top(1).estimate();
        Estimate top5 = black.top(5).estimate();
        return new Figures(new double[] {
            100 * top1.psr(),
            100 * top1.interval().low(),
            100 * top1.interval().high(),
            100 * top5.psr(),
            100 * top5.interval().low(),
            100 * top5.interval().high(),
            100 * clean.top(1).psr(),
            100.0 * cloaked.untouched().size() / count,
            logRank,
            100 * robust.top(1).psr(),
            safe == 0 ? 0 : 100.0 * kept / safe,
            100 * white,
            cloaked.ssim(),
            cloaked.psnr(),
            cloaked.seconds()
        });
    }

    private static IdentificationResult clean(
            Embedder recogniser, PhotoEmbedder photoEmbedder, List<Person> persons, List<FacePhoto> strangers)
            throws IOException {
        List<FacePhoto> gallery = persons.stream()
                .flatMap(person -> person.photos().stream().map(Photo::source))
                .toList();
        Set<String> probed = persons.stream()
                .flatMap(person ->
                        person.probes().stream().map(photo -> photo.source().toString()))
                .collect(Collectors.toSet());
        List<LabelledEmbedding> photos =
                photoEmbedder.embed(gallery, recogniser).embeddings();
        return new Identification(photos)
                .evaluate(
                        photos.stream()
                                .filter(photo -> probed.contains(photo.toString()))
                                .toList(),
                        photoEmbedder.embed(strangers, recogniser).vectors());
    }

    private IdentificationResult identify(
            Embedder recogniser,
            PhotoEmbedder photoEmbedder,
            List<Person> persons,
            List<FacePhoto> strangers,
            List<AlignedFace> faces)
            throws IOException {
        List<LabelledEmbedding> probes = new ArrayList<>();
        float[][] embeddings = recogniser.embed(faces);
        List<FacePhoto> gallery = new ArrayList<>();
        for (Person person : persons) {
            person.photos().forEach(photo -> gallery.add(photo.source()));
            for (Photo probe : person.probes()) {
                probes.add(new LabelledEmbedding(person.name(), probe.source().name(), embeddings[probes.size()]));
            }
        }
        return new Identification(photoEmbedder.embed(gallery, recogniser).embeddings())
                .evaluate(probes, photoEmbedder.embed(strangers, recogniser).vectors());
    }

    /** The face of a changed photo as an attacker would crop it: detected anew, else where it was. */
    private static AlignedFace alignedAnew(BufferedImage changed, Photo photo, FaceModels faceModels) {
        return FaceAligner.align(changed, FaceCrop.CENTRAL.again(changed, faceModels.detector(), photo.landmarks()));
    }

    private List<Person> persons(LandmarkDetector detector) throws IOException {
        List<String> names = files(people)
                .filter(Files::isDirectory)
                .map(folder -> folder.getFileName().toString())
                .toList();
        List<Person> persons = new ArrayList<>();
        for (String name : split.of(people, names)) {
            Path folder = people.resolve(name);
            List<Photo> photos = new ArrayList<>();
            for (Path file : files(folder).toList()) {
                BufferedImage picture = SrgbView.of(new PhotoReader().read(file).upright());
                FacePhoto source = new FacePhoto(name, file.getFileName().toString(), file);
                FaceCrop.CENTRAL
                        .face(picture, detector)
                        .ifPresent(face -> photos.add(new Photo(source, picture, face)));
            }
            persons.add(new Person(name, photos));
        }
        return persons;
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    private record Photo(FacePhoto source, BufferedImage picture, Face face) {

        Landmarks landmarks() {
            return face.landmarks();
        }
    }

    private record Person(String name, List<Photo> photos) {

        List<Photo> probes() {
            return photos.subList(1, photos.size());
        }
    }

    /**
     * The probes' faces as an attacker would crop them, those that stayed as they were, and what the cloaks cost: mean SSIM, PSNR and seconds
     * of learning per person.
     */
    private record Cloaked(
            List<AlignedFace> faces,
            List<AlignedFace> compressed,
            List<FacePhoto> untouched,
            double ssim,
            double psnr,
            double seconds) {}

    /** The columns from black_top1 to seconds. */
    private record Figures(double[] values) {

        String cells() {
            return String.format(
                    Locale.ROOT,
                    "%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.2f\t%.1f\t%.1f\t%.1f\t%.3f\t%.2f\t%.1f",
                    Arrays.stream(values).boxed().toArray());
        }
    }
}
