package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import java.util.Set;

/** How much the pictures suffer. */
final class QualitySection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        if (report.methods().isEmpty()) {
            return;
        }
        html.heading("Image quality");
        html.paragraph(
                "Means over the protected probes' aligned faces: structural similarity (1 is unchanged) and peak signal-to-noise ratio; of LPIPS,"
                        + " DISTS and DreamSim, less is better.");
        Set<String> metrics = report.methods().get(0).meanMetrics().keySet();
        html.raw("<table><thead><tr><th>Method</th><th>SSIM</th><th>PSNR in dB</th>");
        metrics.forEach(html::head);
        html.raw("</tr></thead><tbody>\n");
        for (ExperimentResult method : report.methods()) {
            html.raw("<tr>")
                    .cell(method.method())
                    .cell(Figures.number("%.3f", method.meanSsim()))
                    .cell(Figures.number("%.1f", method.meanPsnr()));
            metrics.forEach(metric ->
                    html.cell(Figures.number("%.3f", method.meanMetrics().getOrDefault(metric, Double.NaN))));
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table>\n");
    }
}
