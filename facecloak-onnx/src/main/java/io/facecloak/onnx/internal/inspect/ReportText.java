package io.facecloak.onnx.internal.inspect;

import io.facecloak.onnx.internal.inspect.ModelReport.OperatorUse;
import io.facecloak.onnx.internal.inspect.ModelReport.TensorDescription;
import io.facecloak.onnx.internal.inspect.ModelReport.Weights;
import io.facecloak.onnx.internal.operator.Operators;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page that shows a report to people. */
final class ReportText {

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    static String of(ModelReport report) {
        ReportText page = new ReportText();
        page.text.append(onOneLine(report.name())).append('\n');
        page.line("written by", report.producer());
        page.line(
                "operator set",
                new TreeMap<>(report.operatorSets())
                        .entrySet().stream()
                                .map(set -> set.getKey() + " " + set.getValue())
                                .collect(Collectors.joining(", ")));
        page.lines(
                "input",
                report.inputs().stream().map(TensorDescription::toString).toList());
        page.lines(
                "output",
                report.outputs().stream().map(TensorDescription::toString).toList());
        page.line("parameters", parameters(report.weights()));
        page.lines("weights in", files(report.weights()));
        page.line("work", work(report));
        page.line(
                "pixels",
                report.convention()
                        .map(found -> found.spec().describe() + " ("
                                + found.origin().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": "
                                + found.explanation() + ")")
                        .orElseGet(() -> report.objection().orElseThrow()));
        page.line("gradient", report.gradient().exists() ? "yes" : "no");
        page.lines("", report.gradient().reasons());
        page.operators(report.operators());
        return page.text.toString();
    }

    private static String parameters(Weights weights) {
        String types = weights.types().entrySet().stream()
                .map(type -> type.getKey() + (weights.types().size() > 1 ? " " + type.getValue() : ""))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%.2f million (%s)", weights.parameters() / 1e6, types);
    }

    private static List<String> files(Weights weights) {
        return weights.files().entrySet().stream()
                .map(file -> file.getKey()
                        + (file.getValue() < 0 ? ", which is missing" : ", " + file.getValue() + " bytes"))
                .toList();
    }

    private static String work(ModelReport report) {
        String known = String.format(
                Locale.ROOT,
                "%.3f G multiply-adds, %.3f GFLOPs per picture (%s)",
                report.multiplyAdds() / 1e9,
                2 * report.multiplyAdds() / 1e9,
                String.join(", ", Operators.products()));
        return report.unknownWork() == 0 ? known : known + " and " + report.unknownWork() + " nodes of unknown shape";
    }

    private void operators(List<OperatorUse> operators) {
        text.append(String.format(Locale.ROOT, "  %-24s %6s %6s\n", "operator", "nodes", "active"));
        for (OperatorUse use : operators) {
            String domain = use.domain().equals("ai.onnx") ? "" : use.domain() + ".";
            text.append(String.format(
                    Locale.ROOT,
                    "  %-24s %6d %6d%s\n",
                    onOneLine(domain + use.operator()),
                    use.count(),
                    use.active(),
                    use.isDifferentiable() ? "" : "  no gradient"));
        }
    }

    private void lines(String label, List<String> values) {
        String current = label;
        for (String value : values) {
            line(current, value);
            current = "";
        }
    }

    private void line(String label, String value) {
        if (!value.isEmpty()) {
            text.append(String.format(Locale.ROOT, "  %-12s %s\n", label, onOneLine(value)));
        }
    }

    /** Names in a model may hold line breaks; they must not pass for lines of this page. */
    private static String onOneLine(String value) {
        return value.replaceAll("\\R", " ");
    }
}
