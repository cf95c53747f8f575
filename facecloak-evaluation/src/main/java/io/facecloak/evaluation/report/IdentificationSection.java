package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ProtectionRate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How often people are not found among many. */
final class IdentificationSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        if (report.methods().isEmpty()) {
            return;
        }
        html.heading("Identification (1:N)");
        html.paragraph(
                "Top-1 and Top-5 PSR in %; photos that a method left as they are count as unprotected. Small: 95 % bootstrap interval over people. † surrogate: the recogniser that the method"
                        + " learnt on; the averages are over all recognisers, and over those that never saw the method (black boxes).");
        ExperimentResult first = report.methods().get(0);
        List<String> recognisers =
                first.recognisers().stream().map(RecogniserResult::recogniser).toList();
        RatesTable table = new RatesTable(
                html, "Method", recognisers.stream().map(report::marked).toList(), List.of());
        table.row("No protection", "clean", first, report.surrogates(), RecogniserResult::clean, List.of());
        for (ExperimentResult method : report.methods()) {
            table.row(method.method(), "", method, report.surrogates(), RecogniserResult::guarded, List.of());
        }
        table.end();
        Map<String, List<Double>> series = new LinkedHashMap<>();
        series.put("No protection", percents(first, result -> result.clean().top(1)));
        report.methods()
                .forEach(method -> series.put(method.method(), percents(method, result -> result.guarded()
                        .top(1))));
        html.raw(Html.chart(
                Charts.bars("Top-1 protection success rate", recognisers, series),
                "Top-1 PSR by recogniser and method"));
    }

    private static List<Double> percents(ExperimentResult method, Function<RecogniserResult, ProtectionRate> rate) {
        return method.recognisers().stream()
                .map(recogniser -> 100 * rate.apply(recogniser).psr())
                .toList();
    }
}
