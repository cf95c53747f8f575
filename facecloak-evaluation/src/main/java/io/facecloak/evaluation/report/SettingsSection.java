package io.facecloak.evaluation.report;

/** What is needed to measure the same again. */
final class SettingsSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        html.heading("How to repeat this");
        html.raw("<table><tbody>\n");
        report.settings().forEach((name, value) -> html.raw("<tr>")
                .cell(name)
                .raw("<td class=\"text\" style=\"white-space:normal\"><code>")
                .text(value)
                .raw("</code></td></tr>\n"));
        html.raw("</tbody></table>\n");
    }
}
