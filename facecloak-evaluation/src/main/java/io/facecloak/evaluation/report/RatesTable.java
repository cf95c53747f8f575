package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.IdentificationResult;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A table of Top-1 and Top-5 rates: a column for each recogniser, then averages. */
final class RatesTable {

    private static final int[] TOP = {1, 5};

    private final HtmlWriter html;

    /**
     * Begins the table.
     *
     * @param rows what the first column names
     * @param recognisers heads of the columns
     * @param further heads of columns behind the averages
     */
    RatesTable(HtmlWriter html, String rows, List<String> recognisers, List<String> further) {
        this.html = html;
        html.raw("<div class=\"wide\"><table><thead><tr><th rowspan=\"2\">")
                .text(rows)
                .raw("</th>");
        recognisers.forEach(head -> html.raw("<th colspan=\"2\">").text(head).raw("</th>"));
        html.raw("<th colspan=\"2\">Average</th><th colspan=\"2\">Black boxes</th>");
        further.forEach(head -> html.raw("<th rowspan=\"2\">").text(head).raw("</th>"));
        html.raw("</tr><tr>")
                .raw("<th>Top-1</th><th>Top-5</th>".repeat(recognisers.size() + 2))
                .raw("</tr></thead><tbody>\n");
    }

    /**
     * A row.
     *
     * @param style its CSS class, or nothing
     * @param surrogates what counts as no black box
     * @param version which of the rates
     * @param further cells behind the averages
     */
    void row(
            String name,
            String style,
            ExperimentResult result,
            Set<String> surrogates,
            Function<RecogniserResult, IdentificationResult> version,
            List<String> further) {
        html.raw("<tr class=\"").raw(style).raw("\">").cell(name);
        for (RecogniserResult recogniser : result.recognisers()) {
            for (int n : TOP) {
                html.rate(List.of(version.apply(recogniser).top(n)));
            }
        }
        for (boolean onlyBlackBoxes : new boolean[] {false, true}) {
            for (int n : TOP) {
                html.rate(result.recognisers().stream()
                        .filter(recogniser -> !onlyBlackBoxes || !surrogates.contains(recogniser.recogniser()))
                        .map(recogniser -> version.apply(recogniser).top(n))
                        .toList());
            }
        }
        further.forEach(html::cell);
        html.raw("</tr>\n");
    }

    void end() {
        html.raw("</tbody></table></div>\n");
    }
}
