package io.facecloak.report;

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

    @Override
    public String toString() {
        return html.toString();
    }
}
