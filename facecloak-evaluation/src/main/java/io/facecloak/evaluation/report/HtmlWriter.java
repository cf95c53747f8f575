package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ProtectionRate;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import java.util.List;

/** HTML that grows from top to bottom. Not thread-safe. */
final class HtmlWriter {

    private final StringBuilder html = new StringBuilder();

    /** Appends markup as it is. */
    HtmlWriter raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Appends text, never markup. */
    HtmlWriter text(String text) {
        return raw(Html.escape(text));
    }

    HtmlWriter heading(String text) {
        return raw("<h2>").text(text).raw("</h2>\n");
    }

    HtmlWriter subheading(String text) {
        return raw("<h3>").text(text).raw("</h3>\n");
    }

    HtmlWriter paragraph(String text) {
        return raw("<p class=\"soft\">").text(text).raw("</p>\n");
    }

    /** A cell of a table's head. */
    HtmlWriter head(String text) {
        return raw("<th>").text(text).raw("</th>");
    }

    /** A cell that lines up with figures. */
    HtmlWriter cell(String text) {
        return raw("<td>").text(text).raw("</td>");
    }

    /** A cell that lines up with words. */
    HtmlWriter textCell(String text) {
        return raw("<td class=\"text\">").text(text).raw("</td>");
    }

    /** A cell with the mean of several recognisers' rates in percent and, small, its 95 % interval over people; a dash without a probe. */
    HtmlWriter rate(List<ProtectionRate> rates) {
        return raw("<td>").estimate(rates).raw("</td>");
    }

    /** A cell with a rate and its interval, and the rate without protection with its own in brackets. */
    HtmlWriter rate(ProtectionRate guarded, ProtectionRate clean) {
        return raw("<td>")
                .estimate(List.of(guarded))
                .raw(" (")
                .estimate(List.of(clean))
                .raw(")</td>");
    }

    private HtmlWriter estimate(List<ProtectionRate> rates) {
        if (rates.isEmpty() || rates.stream().anyMatch(rate -> rate.outcomes().isEmpty())) {
            return text("–");
        }
        Estimate estimate = ProtectionRate.meanEstimate(rates);
        return text(Figures.percent(estimate.psr()))
                .raw("<small>")
                .text(Figures.percent(estimate.interval().low()))
                .raw("–")
                .text(Figures.percent(estimate.interval().high()))
                .raw("</small>");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
