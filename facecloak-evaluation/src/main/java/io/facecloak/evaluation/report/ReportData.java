package io.facecloak.evaluation.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.DisturbedResult;
import io.facecloak.evaluation.ExperimentResult.ProbeQuality;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.IdentificationResult.ProbeRank;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import io.facecloak.evaluation.TargetGroups.GroupResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of a report for other programs: file name to content. */
final class ReportData {

    private static final Gson GSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .setPrettyPrinting()
            .create();

    private ReportData() {}

    /** All but the pictures; the key order is the page's. */
    private record Figures(
            String title,
            Map<String, String> settings,
            Set<String> surrogates,
            List<ExperimentResult> methods,
            List<GroupsResult> groups,
            List<Report.Sweep> sweeps) {}

    static Map<String, String> files(Report report) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "report.json",
                PlainText.lines(GSON.toJson(new Figures(
                        report.title(),
                        report.settings(),
                        report.surrogates(),
                        report.methods(),
                        report.groups(),
                        report.sweeps()))));
        Csv identification = identificationTable("method");
        Csv verification = new Csv("method", "recogniser", "far", "threshold", "psr", "low", "high", "clean_psr");
        Csv people = new Csv("method", "recogniser", "person", "top1_psr", "top5_psr");
        Csv probes = new Csv(
                "method", "recogniser", "person", "photo", "rank", "similarity", "clean_rank", "clean_similarity");
        Csv untouched = new Csv("method", "photo", "reason");
        Csv quality = new Csv("method", "person", "photo", "metric", "value");
        Csv robustness = new Csv("method", "recogniser", "disturbance", "top1_psr", "low", "high", "clean_top1_psr");
        for (ExperimentResult method : report.methods()) {
            rates(identification, method.method(), method, report.surrogates());
            for (RecogniserResult recogniser : method.recognisers()) {
                String name = recogniser.recogniser();
                for (VerificationResult at : recogniser.verification()) {
                    verification.row(
                            method.method(),
                            name,
                            at.falseAcceptRate(),
                            at.threshold(),
                            at.guarded().psr(),
                            at.guarded().estimate().interval().low(),
                            at.guarded().estimate().interval().high(),
                            at.clean().psr());
                }
                Map<String, Double> top5 = recogniser.guarded().top(5).psrByIdentity();
                recogniser
                        .guarded()
                        .top(1)
                        .psrByIdentity()
                        .forEach((person, psr) -> people.row(method.method(), name, person, psr, top5.get(person)));
                for (int i = 0; i < recogniser.guarded().ranks().size(); i++) {
                    ProbeRank after = recogniser.guarded().ranks().get(i);
                    ProbeRank before = recogniser.clean().ranks().get(i);
                    probes.row(
                            method.method(),
                            name,
                            after.identity(),
                            after.photo(),
                            after.rank(),
                            after.similarity(),
                            before.rank(),
                            before.similarity());
                }
                for (DisturbedResult disturbed : recogniser.disturbed()) {
                    Estimate estimate = disturbed.guarded().top(1).estimate();
                    robustness.row(
                            method.method(),
                            name,
                            disturbed.disturbance(),
                            estimate.psr(),
                            estimate.interval().low(),
                            estimate.interval().high(),
                            disturbed.clean().top(1).psr());
                }
            }
            method.untouched().forEach((photo, reason) -> untouched.row(method.method(), photo, reason));
            for (ProbeQuality probe : method.quality()) {
                quality.row(method.method(), probe.identity(), probe.photo(), "SSIM", probe.ssim());
                quality.row(method.method(), probe.identity(), probe.photo(), "PSNR", probe.psnr());
                probe.metrics()
                        .forEach((metric, value) ->
                                quality.row(method.method(), probe.identity(), probe.photo(), metric, value));
            }
        }
        files.put("identification.csv", identification.toString());
        files.put("verification.csv", verification.toString());
        files.put("people.csv", people.toString());
        files.put("probes.csv", probes.toString());
        files.put("untouched.csv", untouched.toString());
        files.put("quality.csv", quality.toString());
        files.put("robustness.csv", robustness.toString());
        files.put("groups.csv", groups(report));
        Csv ablations = identificationTable("sweep", "value", "ssim");
        for (Report.Sweep sweep : report.sweeps()) {
            for (Report.Point point : sweep.points()) {
                rates(
                        ablations,
                        List.of(sweep.name(), point.value(), point.result().meanSsim()),
                        point.result(),
                        point.surrogates());
            }
        }
        files.put("ablations.csv", ablations.toString());
        return files;
    }

    private static String groups(Report report) {
        Csv table = new Csv(
                "method",
                "recogniser",
                "box",
                "far",
                "threshold",
                "target",
                "faces",
                "impersonation",
                "clean_impersonation",
                "dodging");
        for (GroupsResult method : report.groups()) {
            for (RecogniserGroups recogniser : method.recognisers()) {
                for (int g = 0; g < recogniser.guarded().size(); g++) {
                    GroupResult group = recogniser.guarded().get(g);
                    table.row(
                            method.method(),
                            recogniser.recogniser(),
                            box(recogniser.recogniser(), report.surrogates()),
                            recogniser.falseAcceptRate(),
                            recogniser.threshold(),
                            group.target(),
                            group.impersonation().outcomes().size(),
                            group.impersonation().psr(),
                            recogniser.clean().get(g).impersonation().psr(),
                            group.dodging().psr());
                }
            }
        }
        return table.toString();
    }

    private static String box(String recogniser, Set<String> surrogates) {
        return surrogates.contains(recogniser) ? "white" : "black";
    }

    private static Csv identificationTable(String... first) {
        String[] columns = new String[first.length + 8];
        System.arraycopy(first, 0, columns, 0, first.length);
        String[] rest = {"recogniser", "box", "n", "psr", "low", "high", "clean_psr", "probes"};
        System.arraycopy(rest, 0, columns, first.length, rest.length);
        return new Csv(columns);
    }

    private static void rates(Csv table, String method, ExperimentResult result, Set<String> surrogates) {
        rates(table, List.of(method), result, surrogates);
    }

    private static void rates(Csv table, List<Object> first, ExperimentResult result, Set<String> surrogates) {
        for (RecogniserResult recogniser : result.recognisers()) {
            for (int n : new int[] {1, 5}) {
                Estimate estimate = recogniser.guarded().top(n).estimate();
                IdentificationResult clean = recogniser.clean();
                List<Object> row = new ArrayList<>(first);
                row.addAll(List.of(
                        recogniser.recogniser(),
                        box(recogniser.recogniser(), surrogates),
                        n,
                        estimate.psr(),
                        estimate.interval().low(),
                        estimate.interval().high(),
                        clean.top(n).psr(),
                        estimate.probes()));
                table.row(row.toArray());
            }
        }
    }

    /** RFC 4180. */
    private static final class Csv {

        private final StringBuilder text = new StringBuilder();

        Csv(String... columns) {
            row((Object[]) columns);
        }

        void row(Object... cells) {
            for (int i = 0; i < cells.length; i++) {
                String cell = PlainText.of(String.valueOf(cells[i]));
                text.append(i > 0 ? "," : "")
                        .append(cell.matches("[^\",]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"');
            }
            text.append("\r\n");
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
