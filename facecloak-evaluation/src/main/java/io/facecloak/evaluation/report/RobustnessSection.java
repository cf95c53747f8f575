package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import java.util.List;

/** What is left of the protection after what photos meet on their way. */
final class RobustnessSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        List<ExperimentResult> disturbed = report.methods().stream()
                .filter(method -> method.recognisers().stream()
                        .anyMatch(recogniser -> !recogniser.disturbed().isEmpty()))
                .toList();
        if (disturbed.isEmpty()) {
            return;
        }
        html.heading("Robustness");
        html.paragraph(
                "Top-1 PSR after what photos meet on their way. \"clean\" is the same without protection: what the disturbance itself"
                        + " takes from the recogniser.");
        for (ExperimentResult method : disturbed) {
            html.raw("<div class=\"charts\">");
            for (Robustness sweep : Robustness.of(method)) {
                html.raw(Html.chart(
                        Charts.curves(
                                method.method() + ": " + sweep.kind(), sweep.kind(), sweep.strengths(), sweep.psr()),
                        "Top-1 PSR of " + method.method() + " under " + sweep.kind()));
            }
            html.raw("</div>\n");
        }
    }
}
