package io.facecloak.evaluation.report;

import io.facecloak.evaluation.comparison.Pictures;
import java.awt.image.BufferedImage;
import java.util.List;

/** What protections look like. */
final class ShowcaseSection implements ReportSection {

    private static final int AMPLIFICATION = 8;
    private static final int LONGER_SIDE = 720;

    @Override
    public void write(Report report, HtmlWriter html) {
        report.showcases().forEach(showcase -> showcase(showcase, report, html));
    }

    private static void showcase(Showcase showcase, Report report, HtmlWriter html) {
        html.heading(showcase.person());
        if (!showcase.photos().isEmpty()) {
            html.paragraph(
                    "Move the pointer over a photo's dividing line and drag: the original is left of it, the protected photo right. Beside it,"
                            + " their difference about mid-grey, " + AMPLIFICATION + " times amplified.");
        }
        for (Showcase.Comparison photo : showcase.photos()) {
            comparison(photo, html);
            similarities(photo.similarities(), report, html);
            html.raw("</div>\n");
        }
        plates(
                "Synthetic faces it was learnt on",
                showcase.syntheticFaces().stream()
                        .map(face -> new Showcase.Plate("", face))
                        .toList(),
                "face",
                html);
        plates("What the cloak is made of", showcase.anatomy(), "plate", html);
    }

    private static void comparison(Showcase.Comparison photo, HtmlWriter html) {
        BufferedImage before = ReportPictures.atMost(photo.before(), LONGER_SIDE);
        BufferedImage after = ReportPictures.atMost(photo.after(), LONGER_SIDE);
        BufferedImage difference =
                ReportPictures.atMost(Pictures.difference(photo.before(), photo.after(), AMPLIFICATION), LONGER_SIDE);
        html.subheading(photo.caption())
                .raw("<div class=\"row\"><figure class=\"pair\">")
                .raw(Html.image(before, photo.caption() + ", original", ""))
                .raw(Html.image(after, photo.caption() + ", protected", "class=\"after\""))
                .raw("<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"original and protected\">")
                .raw("<span class=\"bar\"></span></figure><figure class=\"cell\">")
                .raw(Html.image(difference, photo.caption() + ", amplified difference", "class=\"third\""))
                .raw("</figure>");
    }

    private static void similarities(List<Showcase.Similarity> similarities, Report report, HtmlWriter html) {
        if (similarities.isEmpty()) {
            return;
        }
        html.raw(
                "<figure><table><thead><tr><th>Similarity to the person</th><th>before</th><th>after</th><th>threshold</th></tr></thead>"
                        + "<tbody>\n");
        for (Showcase.Similarity similarity : similarities) {
            html.raw("<tr>")
                    .cell(report.marked(similarity.recogniser()))
                    .cell(Figures.number("%.2f", similarity.before()))
                    .raw("<td class=\"")
                    .raw(similarity.after() < similarity.threshold() ? "good" : "bad")
                    .raw("\">")
                    .text(Figures.number("%.2f", similarity.after()))
                    .raw("</td>")
                    .cell(Figures.number("%.2f", similarity.threshold()))
                    .raw("</tr>\n");
        }
        html.raw("</tbody></table></figure>");
    }

    private static void plates(String title, List<Showcase.Plate> plates, String style, HtmlWriter html) {
        if (plates.isEmpty()) {
            return;
        }
        html.subheading(title).raw("<div class=\"row\">");
        for (Showcase.Plate plate : plates) {
            html.raw("<figure>").raw(Html.image(plate.picture(), plate.caption(), "class=\"" + style + "\""));
            if (!plate.caption().isEmpty()) {
                html.raw("<figcaption>").text(plate.caption()).raw("</figcaption>");
            }
            html.raw("</figure>");
        }
        html.raw("</div>\n");
    }
}
