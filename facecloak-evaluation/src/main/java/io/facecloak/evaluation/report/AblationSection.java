package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What single settings do. */
final class AblationSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        if (report.sweeps().isEmpty()) {
            return;
        }
        html.heading("Ablations");
        for (Report.Sweep sweep : report.sweeps()) {
            html.subheading(sweep.name());
            if (!sweep.points().isEmpty()) {
                table(sweep, html);
                chart(sweep, html);
            }
        }
    }

    private static List<String> recognisers(Report.Sweep sweep) {
        return sweep.points().get(0).result().recognisers().stream()
                .map(RecogniserResult::recogniser)
                .toList();
    }

    private static void table(Report.Sweep sweep, HtmlWriter html) {
        RatesTable table = new RatesTable(html, sweep.axis(), recognisers(sweep), List.of("SSIM"));
        for (Report.Point point : sweep.points()) {
            List<String> ssim = List.of(Figures.number("%.3f", point.result().meanSsim()));
            table.row(point.value(), "", point.result(), point.surrogates(), RecogniserResult::guarded, ssim);
        }
        table.end();
    }

    private static void chart(Report.Sweep sweep, HtmlWriter html) {
        List<String> recognisers = recognisers(sweep);
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (int i = 0; i < recognisers.size(); i++) {
            int column = i;
            series.put(
                    recognisers.get(i),
                    sweep.points().stream()
                            .map(point -> 100
                                    * point.result()
                                            .recognisers()
                                            .get(column)
                                            .guarded()
                                            .top(1)
                                            .psr())
                            .toList());
        }
        List<String> labels = sweep.points().stream().map(Report.Point::value).toList();
        boolean numeric = labels.size() > 1 && labels.stream().allMatch(label -> label.matches("-?\\d+(\\.\\d+)?"));
        html.raw(Html.chart(
                numeric
                        ? Charts.curves(
                                sweep.name(),
                                sweep.axis(),
                                labels.stream().map(Double::valueOf).toList(),
                                series)
                        : Charts.bars(sweep.name(), labels, series),
                "Top-1 PSR: " + sweep.name()));
    }
}
