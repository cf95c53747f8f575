package io.facecloak.evaluation.report;

import io.facecloak.evaluation.Disturbance;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.DisturbedResult;
import io.facecloak.evaluation.ExperimentResult.ProbeQuality;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.IdentificationResult.ProbeRank;
import io.facecloak.evaluation.ProtectionRate;
import io.facecloak.evaluation.Robustness;
import io.facecloak.evaluation.TargetGroups;
import io.facecloak.evaluation.Untouched;
import io.facecloak.face.AlignedFace;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A report with invented figures: every part is there. */
final class SampleReport {

    static final String WICKED = "<b>R&D \"quoted\", 'it'</b>";

    private static final List<String> RECOGNISERS = List.of("mobilefacenet", "mobileface-v2", "mobileface-v3");

    private SampleReport() {}

    static Report create() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("command", "check.sh --people " + WICKED);
        settings.put("data set", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        List<Report.Point> budget = new ArrayList<>();
        for (int epsilon : new int[] {4, 8, 12, 16}) {
            budget.add(new Report.Point("" + epsilon, Set.of("mobilefacenet"), result("cell", epsilon / 20.0, false)));
        }
        List<Report.Point> masks = new ArrayList<>();
        for (String focus : List.of("none", "R", "RA", "RAH")) {
            masks.add(new Report.Point(
                    focus, Set.of("mobilefacenet"), result("cell", 0.2 + focus.length() / 8.0, false)));
        }
        return new Report(
                        "Sample " + WICKED,
                        settings,
                        Set.of("mobilefacenet"),
                        List.of(
                                result("FaceCloak", 0.7, true),
                                result("OPOM-Convex Hull", 0.5, false),
                                result(WICKED, 0.3, false)),
                        List.of(
                                new Report.Sweep("Perturbation budget", "ε in levels", budget),
                                new Report.Sweep("Focus masks", "masks", masks)),
                        List.of(showcase()),
                        true)
                .withGroups(List.of(groups()));
    }

    private static GroupsResult groups() {
        ProtectionRate clean = new ProtectionRate(
                List.of(new ProtectionRate.Outcome("ann", false), new ProtectionRate.Outcome("bob", false)));
        ProtectionRate half = new ProtectionRate(
                List.of(new ProtectionRate.Outcome("ann", true), new ProtectionRate.Outcome("bob", false)));
        ProtectionRate all = new ProtectionRate(
                List.of(new ProtectionRate.Outcome("ann", true), new ProtectionRate.Outcome("bob", true)));
        return new GroupsResult(
                "FaceCloak towards " + WICKED,
                List.of(new GroupsResult.RecogniserGroups(
                        "mobilefacenet",
                        "sha256 of mobilefacenet",
                        0.01,
                        0.31,
                        List.of(new TargetGroups.GroupResult("zoe", clean, clean)),
                        List.of(new TargetGroups.GroupResult("zoe", half, all)))),
                List.of(),
                Map.of());
    }

    static ExperimentResult result(String method, double rate, boolean disturbed) {
        List<RecogniserResult> recognisers = new ArrayList<>();
        Random random = new Random(method.hashCode());
        for (String recogniser : RECOGNISERS) {
            double own = recogniser.equals("mobilefacenet") ? rate : rate / 2;
            IdentificationResult clean = ranks(random, 0.02);
            List<DisturbedResult> disturbances = new ArrayList<>();
            if (disturbed) {
                for (Disturbance disturbance : Robustness.sweeps()) {
                    disturbances.add(new DisturbedResult(disturbance.name(), ranks(random, 0.1), ranks(random, own)));
                }
            }
            IdentificationResult guarded = ranks(random, own);
            ProtectionRate top = guarded.top(1);
            recognisers.add(new RecogniserResult(
                    recogniser,
                    "sha256 of " + recogniser,
                    clean,
                    guarded,
                    List.of(
                            new VerificationResult(0.01, 0.31, clean.top(1), top),
                            new VerificationResult(0.001, 0.42, clean.top(1), top)),
                    disturbances));
        }
        return new ExperimentResult(
                method,
                recognisers,
                List.of(
                        new ProbeQuality("ann", "1", 0.81, 30, Map.of("LPIPS", 0.12)),
                        new ProbeQuality("bob", "1", 0.83, Double.POSITIVE_INFINITY, Map.of("LPIPS", 0.2))),
                method.equals("FaceCloak")
                        ? Map.of("bob/7", Untouched.NO_FACE, "ann/3", Untouched.UNMATCHED)
                        : Map.of(),
                method.equals("FaceCloak") ? Map.of("cid", "no face found in the seed") : Map.of());
    }

    private static IdentificationResult ranks(Random random, double rate) {
        List<ProbeRank> ranks = new ArrayList<>();
        for (String person : List.of("ann", "bob", "cid")) {
            for (int photo = 0; photo < 10; photo++) {
                boolean isProtected = random.nextDouble() < rate;
                ranks.add(new ProbeRank(
                        person, "photo " + photo, isProtected ? 2 + random.nextInt(8) : 1, isProtected ? 0.2 : 0.6));
            }
        }
        return new IdentificationResult(ranks);
    }

    private static Showcase showcase() {
        BufferedImage before = FixedModels.picture(300, 260, 3);
        BufferedImage after = FixedModels.picture(300, 260, 3);
        Random random = new Random(5);
        for (int y = 80; y < 200; y++) {
            for (int x = 90; x < 210; x++) {
                int change = random.nextInt(17) - 8;
                after.setRGB(x, y, after.getRGB(x, y) + change * 0x010101);
            }
        }
        float[] delta = new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE];
        boolean[] mask = new boolean[delta.length];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (random.nextInt(17) - 8) / 255f;
            mask[i] = i / 9 % 7 == 0;
        }
        return new Showcase(
                "Ann " + WICKED,
                List.of(new Showcase.Comparison(
                        "party.jpg",
                        before,
                        after,
                        List.of(
                                new Showcase.Similarity("mobilefacenet", 0.71, 0.12, 0.35),
                                new Showcase.Similarity("mobileface-v2", 0.65, 0.41, 0.35)))),
                List.of(FixedModels.picture(112, 112, 8), FixedModels.picture(112, 112, 9)),
                List.of(
                        new Showcase.Plate("Region-Stickers", ReportPictures.mask(mask)),
                        new Showcase.Plate("Learnable Attention", ReportPictures.map(delta)),
                        new Showcase.Plate("δ", ReportPictures.perturbation(delta, 8 / 255.0))));
    }
}
