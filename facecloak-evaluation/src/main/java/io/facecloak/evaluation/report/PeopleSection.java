package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.Untouched;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** What became of every person, and who could not be measured. */
final class PeopleSection implements ReportSection {

    @Override
    public void write(Report report, HtmlWriter html) {
        if (report.methods().isEmpty()) {
            return;
        }
        html.heading("By person");
        for (ExperimentResult method : report.methods()) {
            rates(method, html);
            untouched(method, Untouched.NO_FACE, "no face was found", html);
            untouched(method, Untouched.UNMATCHED, "the face was not taken for the person's", html);
            method.unprotected()
                    .forEach((person, why) -> html.paragraph(person + " could not be protected by " + method.method()
                            + " (its photos count as unprotected): " + why));
        }
    }

    private static void untouched(ExperimentResult method, Untouched reason, String because, HtmlWriter html) {
        List<String> photos = method.untouched().entrySet().stream()
                .filter(photo -> photo.getValue() == reason)
                .map(Map.Entry::getKey)
                .toList();
        if (!photos.isEmpty()) {
            html.paragraph(
                    "Left as they are, so unprotected, because " + because + ": " + String.join(", ", photos) + ".");
        }
    }

    private static void rates(ExperimentResult method, HtmlWriter html) {
        html.raw("<details><summary>")
                .text(method.method())
                .raw(": Top-1 PSR of every person</summary><div class=\"wide\"><table><thead><tr><th>Person</th>");
        method.recognisers().forEach(recogniser -> html.head(recogniser.recogniser()));
        html.raw("</tr></thead><tbody>\n");
        List<SortedMap<String, Double>> columns = method.recognisers().stream()
                .map(recogniser -> recogniser.guarded().top(1).psrByIdentity())
                .toList();
        for (String person :
                columns.isEmpty() ? Set.<String>of() : columns.get(0).keySet()) {
            html.raw("<tr>").cell(person);
            columns.forEach(column -> html.cell(Figures.percent(column.get(person))));
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div></details>\n");
    }
}
