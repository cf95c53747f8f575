package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.apply.FacePolicy;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.examples.comparison.Pictures;
import io.facecloak.examples.comparison.SimilarityCheck;
import io.facecloak.image.Box;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Landmarks;
import io.facecloak.image.PhotoReader;
import io.facecloak.image.SrgbView;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.optimize.AlignmentJitter;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.Visibility;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a cloak looks like, and what it does, under several settings: one cloak each, learnt on the bundled recognisers and put on every
 * photo. Writes a row of pictures per setting and prints a table; docs/tuning-visibility.md shows both.
 */
@Command(
        name = "VisibilityStudy",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Visibility against protection: pictures and a table.")
public final class VisibilityStudy implements Callable<Integer> {

    /** A way of learning; the name is also the picture's. */
    record Setting(String name, UnaryOperator<FaceCloakBuilder> options) {

        private static Setting balanced(String name, UnaryOperator<Visibility> change) {
            OptimizerSettings balanced = Preset.BALANCED.optimizer();
            return new Setting(
                    name, builder -> builder.optimizer(balanced.withVisibility(change.apply(balanced.visibility()))));
        }
    }

    /** From faint to strong. */
    static final List<Setting> SETTINGS = List.of(
            new Setting("paper", builder -> builder.preset(Preset.PAPER)),
            new Setting("fine-lines", builder -> builder.preset(Preset.PAPER)
                    .withoutAttention()
                    .iterations(80)
                    .alignmentJitter(AlignmentJitter.DEFAULT)),
            Setting.balanced("ssim-0.9", visibility -> visibility.withMinSimilarity(0.9)),
            new Setting("half-budget", builder -> builder.epsilonRaised(16 / 255.0)),
            Setting.balanced("grey", visibility -> visibility.withChroma(0)),
            new Setting("balanced", builder -> builder),
            Setting.balanced("colour", visibility -> visibility.withChroma(1)),
            new Setting("whole-crop", builder -> builder.focusMasks().epsilon(32 / 255.0)),
            new Setting("strong", builder -> builder.preset(Preset.STRONG)));

    /** Side of a face in the pictures. */
    private static final int SIDE = 280;

    @Option(names = "--seed", required = true, description = "photo to learn from")
    private Path seed;

    @Option(
            names = "--photos",
            required = true,
            description = "folder of photos of the same person, who is the largest face in each")
    private Path photos;

    @Option(names = "--judges", description = "models directory whose recognisers judge too, unseen by the cloaks")
    private Path judges;

    @Option(names = "--out", required = true, description = "folder for the pictures")
    private Path output;

    private final List<Setting> settings;

    private VisibilityStudy() {
        this(SETTINGS);
    }

    VisibilityStudy(List<Setting> settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new VisibilityStudy()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(output);
        List<BufferedImage> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.list(photos)) {
            for (Path file : files.sorted().toList()) {
                pictures.add(read(file));
            }
        }
        FaceModels bundled = FaceModels.bundled();
        List<SimilarityCheck> checks = new ArrayList<>();
        checks.add(SimilarityCheck.withSeed(bundled, read(seed)));
        if (judges != null) {
            checks.add(SimilarityCheck.withSeed(FaceModels.directory(judges), read(seed)));
        }
        for (Setting setting : settings) {
            FaceCloak cloak = setting.options()
                    .apply(FaceCloak.builder().models(bundled).facePolicy(FacePolicy.LARGEST))
                    .seed(seed)
                    .build();
            measure(setting, cloak, pictures, checks, bundled.detector());
        }
        return 0;
    }

    /** One row of the table: means over the photos. */
    private void measure(
            Setting setting,
            FaceCloak cloak,
            List<BufferedImage> pictures,
            List<SimilarityCheck> checks,
            LandmarkDetector detector)
            throws IOException {
        double ssim = 0;
        double psnr = 0;
        Map<String, double[]> similarities = new TreeMap<>();
        for (int i = 0; i < pictures.size(); i++) {
            BufferedImage before = pictures.get(i);
            BufferedImage after = cloak.apply(before);
            Face face = detector.detect(before).get(0);
            BufferedImage crop = aligned(before, face.landmarks());
            ssim += ImageQuality.ssim(crop, aligned(after, face.landmarks())) / pictures.size();
            psnr += ImageQuality.psnr(crop, aligned(after, face.landmarks())) / pictures.size();
            for (SimilarityCheck check : checks) {
                check.compare(before, after).forEach(similarity -> {
                    double[] sum = similarities.computeIfAbsent(similarity.recogniser(), name -> new double[2]);
                    sum[0] += similarity.before() / pictures.size();
                    sum[1] += similarity.after() / pictures.size();
                });
            }
            if (i == 0) {
                Pictures.write(
                        Pictures.comparison(closeUp(before, face.box()), closeUp(after, face.box())),
                        output.resolve(setting.name() + ".png"));
            }
        }
        System.out.printf(Locale.ROOT, "%-24s SSIM %.3f  PSNR %.1f dB", setting.name(), ssim, psnr);
        similarities.forEach(
                (recogniser, sum) -> System.out.printf(Locale.ROOT, "  %s %.2f -> %.2f", recogniser, sum[0], sum[1]));
        System.out.println();
    }

    private static BufferedImage read(Path photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo).upright());
    }

    private static BufferedImage aligned(BufferedImage photo, Landmarks landmarks) {
        return FaceAligner.align(photo, landmarks).toPicture();
    }

    /** The square about a face, as far as the photo reaches. */
    private static BufferedImage closeUp(BufferedImage photo, Box box) {
        double half = 0.6 * Math.max(box.width(), box.height());
        int left = (int) Math.max(0, box.centre().x() - half);
        int top = (int) Math.max(0, box.centre().y() - half);
        int right = (int) Math.min(photo.getWidth(), box.centre().x() + half);
        int bottom = (int) Math.min(photo.getHeight(), box.centre().y() + half);
        BufferedImage closeUp = new BufferedImage(
                SIDE, Math.max(1, SIDE * (bottom - top) / (right - left)), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = closeUp.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(photo, 0, 0, closeUp.getWidth(), closeUp.getHeight(), left, top, right, bottom, null);
        graphics.dispose();
        return closeUp;
    }
}
