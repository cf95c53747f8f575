package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import java.util.List;

/** How often two photos of one person are not taken for one. */
final class VerificationSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        List<VerificationResult> rates = report.methods().stream()
                .limit(1)
                .flatMap(method -> method.recognisers().stream().limit(1))
                .flatMap(recogniser -> recogniser.verification().stream())
                .toList();
        if (rates.isEmpty()) {
            return;
        }
        html.heading("Verification (1:1)");
        html.paragraph(
                "PSR in % over all pairs of a probe with another clean photo of its person: the share that stays below the threshold at"
                        + " which that part of the pairs of different people in the gallery is accepted (FAR). In brackets without protection. Small: 95 % bootstrap interval over people.");
        html.raw("<div class=\"wide\"><table><thead><tr><th>Method</th><th class=\"text\">Recogniser</th>");
        rates.forEach(at -> html.head("FAR " + at.falseAcceptRate()).head("threshold"));
        html.raw("</tr></thead><tbody>\n");
        for (ExperimentResult method : report.methods()) {
            for (RecogniserResult recogniser : method.recognisers()) {
                html.raw("<tr>").cell(method.method()).textCell(recogniser.recogniser());
                for (VerificationResult at : recogniser.verification()) {
                    html.rate(at.guarded(), at.clean());
                    html.cell(Figures.number("%.3f", at.threshold()));
                }
                html.raw("</tr>\n");
            }
        }
        html.raw("</tbody></table></div>\n");
    }
}
