package io.facecloak.evaluation.report;

import java.util.List;
import java.util.Map;

/** The paper's own figures, labelled as such. */
final class CitedSection implements ReportSection {

    private static final Map<String, String> TITLES = Map.of(
            "Table I", ": Privacy-Commons, identity-specific methods, Top-1 / Top-5 PSR in %",
            "Table II", ": Privacy-Celebrities, identity-specific methods, Top-1 / Top-5 PSR in %",
            "Table III", ": CelebA-HQ verification, image-specific methods, PSR in %",
            "Table IV", ": image quality on CelebA-HQ");

    @Override
    public void write(Report report, HtmlWriter html) {
        if (!report.citePaper()) {
            return;
        }
        html.heading("Cited from the paper");
        html.paragraph(
                "Not measured here: figures as the paper prints them, on its own data and recognisers. They show the order of the methods,"
                        + " and cannot be compared number by number with the tables above.");
        List.of("Table I", "Table II", "Table III", "Table IV")
                .forEach(name -> table(PublishedFigures.table(name), html));
    }

    private static void table(PublishedFigures.Table table, HtmlWriter html) {
        html.raw("<details><summary>")
                .text(table.name())
                .text(TITLES.get(table.name()))
                .raw(
                        "</summary><div class=\"wide\"><table><thead><tr><th>Surrogate</th><th class=\"text\">Method</th>");
        table.columns().forEach(html::head);
        html.raw("</tr></thead><tbody>\n");
        table.rows().forEach((row, figures) -> {
            html.raw("<tr class=\"cited\">").cell(row.get(0)).textCell(row.get(1));
            for (String column : table.columns()) {
                PublishedFigures.Figure figure = figures.get(column);
                html.cell(table.pairs() ? figure.first() + " / " + figure.second() : figure.first());
            }
            html.raw("</tr>\n");
        });
        html.raw("</tbody></table></div></details>\n");
    }
}
