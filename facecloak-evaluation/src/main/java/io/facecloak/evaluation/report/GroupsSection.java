package io.facecloak.evaluation.report;

import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import java.util.List;

/** How often faces are taken for a target, and no longer for themselves. */
final class GroupsSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        if (report.groups().isEmpty()) {
            return;
        }
        html.heading("Verification by groups of identities");
        html.paragraph(
                "Every group of faces has a target that it shall be taken for. In %: protected faces that are verified as the target (in"
                        + " brackets without protection), and those that are no longer verified as their own originals, which is easier."
                        + " Methods that know no targets can only do the latter. Small: 95 % bootstrap interval over people.");
        html.raw(
                "<div class=\"wide\"><table><thead><tr><th>Method</th><th class=\"text\">Recogniser</th><th>FAR</th>"
                        + "<th>threshold</th><th>taken for the target</th><th>no longer for oneself</th></tr></thead><tbody>\n");
        for (GroupsResult method : report.groups()) {
            for (RecogniserGroups recogniser : method.recognisers()) {
                html.raw("<tr>")
                        .cell(method.method())
                        .textCell(report.marked(recogniser.recogniser()))
                        .cell(String.valueOf(recogniser.falseAcceptRate()))
                        .cell(Figures.number("%.3f", recogniser.threshold()))
                        .rate(recogniser.impersonation(), recogniser.cleanImpersonation())
                        .rate(List.of(recogniser.dodging()))
                        .raw("</tr>\n");
            }
        }
        html.raw("</tbody></table></div>\n");
    }
}
