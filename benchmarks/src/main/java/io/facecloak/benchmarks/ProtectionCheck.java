package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.apply.CloakApplier;
import io.facecloak.apply.FacePolicy;
import io.facecloak.evaluation.Identification;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.evaluation.LabelledEmbedding;
import io.facecloak.evaluation.Verification;
import io.facecloak.focus.FocusMask;
import io.facecloak.image.AlignedFace;
import io.facecloak.image.FaceAligner;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.AlignmentJitter;
import io.facecloak.optimize.UpdateRule;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the protection success rate (paper, section IV-A1): the first photo of each person is the only seed, every other photo a
 * probe. The cloak goes through the whole of stage 3 into the photo, the face is detected and aligned anew in the protected photo, and a
 * probe counts as protected at Top-n when no other photo of the person is among the n most similar gallery faces.
 */
@Command(
        name = "ProtectionCheck",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Top-1 and Top-5 protection success rate (PSR) of cloaks learnt from one photo per person.")
public final class ProtectionCheck implements Callable<Integer> {

    @Option(names = "--models", required = true, description = "directory with mtcnn/ and recognisers/")
    private Path models;

    @Option(names = "--people", required = true, description = "folder with one folder of photos per person")
    private Path people;

    @Option(names = "--distractors", required = true, description = "folder with photos of strangers")
    private Path distractors;

    @Option(names = "--distractor-count", defaultValue = "1500", description = "how many strangers, in name order")
    private int distractorCount;

    @Option(
            names = "--surrogates",
            split = ",",
            defaultValue = "mobilefacenet-foamliu,mobileface-v2",
            description = "recognisers that cloaks are learnt on; the others are black boxes")
    private List<String> surrogates;

    @Option(names = "--update-rule", defaultValue = "SEQUENTIAL", description = "${COMPLETION-CANDIDATES}")
    private UpdateRule updateRule;

    @Option(names = "--iterations", defaultValue = "10", description = "T")
    private int iterations;

    @Option(names = "--synthetic-faces", defaultValue = "8", description = "N")
    private int syntheticFaces;

    @Option(
            names = "--focus",
            split = ",",
            defaultValue = "region-stickers,high-pass",
            description = "focus masks; none: -")
    private List<String> focus;

    @Option(names = "--attention", description = "Learnable Attention on")
    private boolean attention;

    @Option(names = "--no-jitter", description = "alignment jitter off")
    private boolean noJitter;

    @Option(names = "--random-seed", defaultValue = "0", description = "of every random draw")
    private long randomSeed;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ProtectionCheck()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try (FaceModels faceModels = FaceModels.directory(models)) {
            check(faceModels);
        }
        return 0;
    }

    private void check(FaceModels faceModels) throws IOException {
        List<AlignedFace> strangers = files(distractors)
                .parallel()
                .limit(distractorCount)
                .map(file -> EvaluationPhoto.read("stranger", file, faceModels.detector()))
                .flatMap(Optional::stream)
                .map(EvaluationPhoto::aligned)
                .toList();
        List<EvaluationPhoto> photos = new ArrayList<>();
        List<AlignedFace> cloaked = new ArrayList<>();
        List<EvaluationPhoto> probes = new ArrayList<>();
        double ssim = 0;
        double psnr = 0;
        for (Path person : files(people).toList()) {
            List<EvaluationPhoto> own = files(person)
                    .map(file -> EvaluationPhoto.read(person.getFileName().toString(), file, faceModels.detector()))
                    .flatMap(Optional::stream)
                    .toList();
            CloakApplier applier = new CloakApplier(
                    learn(faceModels, own.get(0)).mask(), faceModels.detector(), List.of(), FacePolicy.ALL);
            for (EvaluationPhoto probe : own.subList(1, own.size())) {
                BufferedImage after =
                        applier.apply(probe.picture(), List.of(probe.face())).photo();
                BufferedImage cleanCrop = probe.aligned().toPicture();
                BufferedImage cloakedCrop =
                        FaceAligner.align(after, probe.face().landmarks()).toPicture();
                ssim += ImageQuality.ssim(cleanCrop, cloakedCrop);
                psnr += ImageQuality.psnr(cleanCrop, cloakedCrop);
                cloaked.add(probe.alignedAnew(after, faceModels.detector()));
                probes.add(probe);
            }
            photos.addAll(own);
        }
        System.out.printf(
                Locale.ROOT,
                "%d probes, %d strangers; aligned crop SSIM %.3f, PSNR %.1f dB%n",
                probes.size(),
                strangers.size(),
                ssim / probes.size(),
                psnr / probes.size());
        System.out.printf(
                "%-26s %-9s %18s %18s %14s%n",
                "recogniser", "", "Top-1 PSR (clean)", "Top-5 PSR (clean)", "FAR 1 % from");
        for (Embedder recogniser : faceModels.embedders()) {
            report(recogniser, photos, probes, cloaked, strangers);
        }
    }

    private FaceCloak learn(FaceModels faceModels, EvaluationPhoto seed) throws IOException {
        FaceCloakBuilder builder = FaceCloak.builder()
                .models(faceModels)
                .surrogates(faceModels.embedders().stream()
                        .filter(embedder -> surrogates.contains(embedder.name()))
                        .toArray(Embedder[]::new))
                .seed(seed.file())
                .syntheticFaces(syntheticFaces)
                .iterations(iterations)
                .updateRule(updateRule)
                .focusMasks(ServiceLoader.load(FocusMask.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(mask -> focus.contains(mask.name()))
                        .toArray(FocusMask[]::new))
                .randomSeed(randomSeed);
        if (!attention) {
            builder.withoutAttention();
        }
        if (!noJitter) {
            builder.alignmentJitter(AlignmentJitter.DEFAULT);
        }
        return builder.build();
    }

    private void report(
            Embedder recogniser,
            List<EvaluationPhoto> photos,
            List<EvaluationPhoto> probes,
            List<AlignedFace> cloaked,
            List<AlignedFace> strangers) {
        List<float[]> gallery = List.of(recogniser.embed(strangers));
        Identification identification = new Identification(labelled(
                recogniser,
                photos,
                photos.stream().map(EvaluationPhoto::aligned).toList()));
        IdentificationResult after = identification.evaluate(labelled(recogniser, probes, cloaked), gallery);
        IdentificationResult clean = identification.evaluate(
                labelled(
                        recogniser,
                        probes,
                        probes.stream().map(EvaluationPhoto::aligned).toList()),
                gallery);
        System.out.printf(
                Locale.ROOT,
                "%-26s %-9s %10.1f %% (%4.1f) %10.1f %% (%4.1f) %14.2f%n",
                recogniser.name(),
                surrogates.contains(recogniser.name()) ? "white box" : "black box",
                100 * after.top(1).psr(),
                100 * clean.top(1).psr(),
                100 * after.top(5).psr(),
                100 * clean.top(5).psr(),
                threshold(gallery));
    }

    /** Similarity that one in a hundred pairs of strangers reaches. */
    private static double threshold(List<float[]> strangers) {
        List<LabelledEmbedding> faces = new ArrayList<>();
        for (float[] stranger : strangers) {
            faces.add(new LabelledEmbedding("stranger " + faces.size(), "photo", stranger));
        }
        double[] impostors = Verification.impostorSimilarities(faces, 100_000, new SplittableRandom(0));
        return Verification.atFalseAcceptRate(0.01, impostors).threshold();
    }

    private static List<LabelledEmbedding> labelled(
            Embedder recogniser, List<EvaluationPhoto> photos, List<AlignedFace> faces) {
        float[][] embeddings = recogniser.embed(faces);
        List<LabelledEmbedding> labelled = new ArrayList<>();
        for (int i = 0; i < embeddings.length; i++) {
            labelled.add(new LabelledEmbedding(
                    photos.get(i).identity(), photos.get(i).name(), embeddings[i]));
        }
        return labelled;
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }
}
