package io.facecloak.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.ProtectionRate;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import io.facecloak.examples.comparison.Pictures;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes the report as one HTML page. */
final class ReportPage {

    private static final int AMPLIFICATION = 8;
    private static final int LONGER_SIDE = 720;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>
            :root{--ink:#22272e;--soft:#5b6470;--line:#dfe3e8;--tint:#f5f7f9;--accent:#0072b2}
            *{box-sizing:border-box}
            body{font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);max-width:1120px;margin:0 auto;padding:24px}
            h1{font-size:28px;margin:0 0 4px}h2{font-size:20px;margin:44px 0 6px;padding-top:10px;border-top:1px solid var(--line)}h3{font-size:16px;margin:22px 0 6px}
            p,figcaption{max-width:80ch}.soft,figcaption{color:var(--soft);font-size:13px}
            .wide{overflow-x:auto}
            table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums;margin:8px 0}
            th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
            th{font-weight:600;background:var(--tint)}th[colspan]{text-align:center}th:first-child,td:first-child,td.text,th.text{text-align:left}
            td small{display:block;color:var(--soft);font-size:11px;line-height:1.2}
            tr.clean td{color:var(--soft)}tr.cited td{background:#fff8e8}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(500px,100%%),1fr));gap:0 20px}.chart{margin:12px 0}.chart img{max-width:100%%;height:auto;display:block}
            .row{display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start}.row figure{margin:0}
            figure img{display:block;border-radius:4px}
            .face{width:112px;height:112px}.plate{width:164px;height:164px;image-rendering:pixelated}
            .pair{position:relative;width:min(310px,100%%)}.pair img,.third{width:100%%;height:auto}
            .pair .after{position:absolute;inset:0;clip-path:inset(0 0 0 50%%)}
            .pair .bar{position:absolute;top:0;bottom:0;left:50%%;width:2px;background:#fff;box-shadow:0 0 3px #000;pointer-events:none}
            .pair input{position:absolute;inset:0;width:100%%;height:100%%;margin:0;opacity:0;cursor:ew-resize}
            .pair input:focus-visible~.bar{outline:2px solid var(--accent)}
            .cell{width:min(310px,100%%)}
            td.good{color:#00715a;font-weight:600}td.bad{color:#a33c00}
            code{overflow-wrap:anywhere;font-size:12.5px}
            </style></head><body>
            """;

    private static final String SCRIPT = """
            <script>
            for (const pair of document.querySelectorAll('.pair')) {
              const move = () => {
                const at = pair.querySelector('input').value + '%';
                pair.querySelector('.after').style.clipPath = 'inset(0 0 0 ' + at + ')';
                pair.querySelector('.bar').style.left = at;
              };
              pair.querySelector('input').addEventListener('input', move);
              move();
            }
            </script>
            """;

    private static final Map<String, String> CITED_TITLES = Map.of(
            "Table I", ": Privacy-Commons, identity-specific methods, Top-1 / Top-5 PSR in %",
            "Table II", ": Privacy-Celebrities, identity-specific methods, Top-1 / Top-5 PSR in %",
            "Table III", ": CelebA-HQ verification, image-specific methods, PSR in %",
            "Table IV", ": image quality on CelebA-HQ");

    private final Report report;
    private final StringBuilder html = new StringBuilder();

    ReportPage(Report report) {
        this.report = report;
    }

    String write() {
        html.append(String.format(Locale.ROOT, HEAD, Html.escape(report.title())));
        html.append("<h1>").append(Html.escape(report.title())).append("</h1>\n");
        paragraph(
                "Protection success rate (PSR): the share of photos whose person is not found. At Top-n, a photo counts as protected"
                        + " when none of the person's other photos is among the n most similar faces of the gallery.");
        report.showcases().forEach(this::showcase);
        if (!report.methods().isEmpty()) {
            identification();
            verification();
            quality();
            people();
            robustness();
        }
        if (!report.groups().isEmpty()) {
            groups();
        }
        if (!report.sweeps().isEmpty()) {
            heading("Ablations");
            report.sweeps().forEach(this::sweep);
        }
        if (report.citePaper()) {
            cited();
        }
        settings();
        return html.append(SCRIPT).append("</body></html>\n").toString();
    }

    private void identification() {
        heading("Identification (1:N)");
        paragraph(
                "Top-1 and Top-5 PSR in %. Small: 95 % bootstrap interval over people. † surrogate: the recogniser that the method"
                        + " learnt on; the averages are over all recognisers, and over those that never saw the method (black boxes).");
        List<RecogniserResult> heads = report.methods().get(0).recognisers();
        html.append("<div class=\"wide\"><table><thead><tr><th rowspan=\"2\">Method</th>");
        heads.forEach(head -> html.append("<th colspan=\"2\">")
                .append(Html.escape(head.recogniser()))
                .append(report.surrogates().contains(head.recogniser()) ? " †" : "")
                .append("</th>"));
        html.append("<th colspan=\"2\">Average</th><th colspan=\"2\">Black boxes</th></tr><tr>")
                .append("<th>Top-1</th><th>Top-5</th>".repeat(heads.size() + 2))
                .append("</tr></thead><tbody>\n");
        ratesRow("No protection", "clean", report.methods().get(0), report.surrogates(), RecogniserResult::clean);
        report.methods()
                .forEach(method ->
                        ratesRow(method.method(), "", method, report.surrogates(), RecogniserResult::guarded));
        html.append("</tbody></table></div>\n");
        Map<String, List<Double>> series = new LinkedHashMap<>();
        series.put("No protection", percents(report.methods().get(0), result -> result.clean()
                .top(1)));
        report.methods()
                .forEach(method -> series.put(method.method(), percents(method, result -> result.guarded()
                        .top(1))));
        html.append(Html.chart(
                Charts.bars(
                        "Top-1 protection success rate",
                        heads.stream().map(RecogniserResult::recogniser).toList(),
                        series),
                "Top-1 PSR by recogniser and method"));
    }

    private void ratesRow(
            String name,
            String style,
            ExperimentResult result,
            Set<String> surrogates,
            Function<RecogniserResult, IdentificationResult> version) {
        html.append("<tr class=\"")
                .append(style)
                .append("\"><td>")
                .append(Html.escape(name))
                .append("</td>");
        for (RecogniserResult recogniser : result.recognisers()) {
            for (int n : new int[] {1, 5}) {
                rateCell(version.apply(recogniser).top(n));
            }
        }
        for (boolean onlyBlackBoxes : new boolean[] {false, true}) {
            for (int n : new int[] {1, 5}) {
                html.append("<td>")
                        .append(average(result.recognisers().stream()
                                .filter(recogniser -> !onlyBlackBoxes || !surrogates.contains(recogniser.recogniser()))
                                .mapToDouble(recogniser ->
                                        version.apply(recogniser).top(n).psr())
                                .toArray()))
                        .append("</td>");
            }
        }
        html.append("</tr>\n");
    }

    private void rateCell(ProtectionRate rate) {
        Estimate estimate = rate.estimate();
        html.append("<td>")
                .append(percent(estimate.psr()))
                .append("<small>")
                .append(percent(estimate.interval().low()))
                .append("–")
                .append(percent(estimate.interval().high()))
                .append("</small></td>");
    }

    private void verification() {
        List<VerificationResult> rates = report.methods().get(0).recognisers().isEmpty()
                ? List.of()
                : report.methods().get(0).recognisers().get(0).verification();
        if (rates.isEmpty()) {
            return;
        }
        heading("Verification (1:1)");
        paragraph(
                "PSR in % over all pairs of a probe with another clean photo of its person: the share that stays below the threshold at"
                        + " which that part of the pairs of different people in the gallery is accepted (FAR). In brackets without protection.");
        html.append("<div class=\"wide\"><table><thead><tr><th>Method</th><th class=\"text\">Recogniser</th>");
        rates.forEach(at -> html.append("<th>FAR ").append(at.falseAcceptRate()).append("</th><th>threshold</th>"));
        html.append("</tr></thead><tbody>\n");
        for (ExperimentResult method : report.methods()) {
            for (RecogniserResult recogniser : method.recognisers()) {
                html.append("<tr><td>")
                        .append(Html.escape(method.method()))
                        .append("</td><td class=\"text\">")
                        .append(Html.escape(recogniser.recogniser()))
                        .append("</td>");
                for (VerificationResult at : recogniser.verification()) {
                    html.append("<td>")
                            .append(percent(at.guarded().psr()))
                            .append(" (")
                            .append(percent(at.clean().psr()))
                            .append(")</td><td>")
                            .append(number("%.3f", at.threshold()))
                            .append("</td>");
                }
                html.append("</tr>\n");
            }
        }
        html.append("</tbody></table></div>\n");
    }

    private void groups() {
        heading("Verification by groups of identities");
        paragraph(
                "Every group of faces has a target that it shall be taken for. In %: protected faces that are verified as the target (in"
                        + " brackets without protection), and those that are no longer verified as their own originals, which is easier."
                        + " Methods that know no targets can only do the latter.");
        html.append(
                "<div class=\"wide\"><table><thead><tr><th>Method</th><th class=\"text\">Recogniser</th><th>FAR</th>"
                        + "<th>threshold</th><th>taken for the target</th><th>no longer for oneself</th></tr></thead><tbody>\n");
        for (GroupsResult method : report.groups()) {
            for (RecogniserGroups recogniser : method.recognisers()) {
                html.append("<tr><td>")
                        .append(Html.escape(method.method()))
                        .append("</td><td class=\"text\">")
                        .append(Html.escape(recogniser.recogniser()))
                        .append(report.surrogates().contains(recogniser.recogniser()) ? " †" : "")
                        .append("</td><td>")
                        .append(recogniser.falseAcceptRate())
                        .append("</td><td>")
                        .append(number("%.3f", recogniser.threshold()))
                        .append("</td><td>")
                        .append(percent(recogniser.impersonation().psr()))
                        .append(" (")
                        .append(percent(recogniser.cleanImpersonation().psr()))
                        .append(")</td><td>")
                        .append(percent(recogniser.dodging().psr()))
                        .append("</td></tr>\n");
            }
        }
        html.append("</tbody></table></div>\n");
    }

    private void quality() {
        heading("Image quality");
        paragraph(
                "Means over the probes' aligned faces: structural similarity (1 is unchanged) and peak signal-to-noise ratio; of LPIPS,"
                        + " DISTS and DreamSim, less is better.");
        Set<String> metrics = report.methods().get(0).meanMetrics().keySet();
        html.append("<table><thead><tr><th>Method</th><th>SSIM</th><th>PSNR in dB</th>");
        metrics.forEach(
                metric -> html.append("<th>").append(Html.escape(metric)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (ExperimentResult method : report.methods()) {
            html.append("<tr><td>")
                    .append(Html.escape(method.method()))
                    .append("</td><td>")
                    .append(number("%.3f", method.meanSsim()))
                    .append("</td><td>")
                    .append(number("%.1f", method.meanPsnr()))
                    .append("</td>");
            metrics.forEach(metric -> html.append("<td>")
                    .append(number("%.3f", method.meanMetrics().getOrDefault(metric, Double.NaN)))
                    .append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private void people() {
        heading("By person");
        for (ExperimentResult method : report.methods()) {
            html.append("<details><summary>")
                    .append(Html.escape(method.method()))
                    .append(
                            ": Top-1 PSR of every person</summary><div class=\"wide\"><table><thead><tr><th>Person</th>");
            method.recognisers().forEach(recogniser -> html.append("<th>")
                    .append(Html.escape(recogniser.recogniser()))
                    .append("</th>"));
            html.append("</tr></thead><tbody>\n");
            List<Map<String, Double>> columns = new ArrayList<>();
            method.recognisers()
                    .forEach(recogniser ->
                            columns.add(recogniser.guarded().top(1).psrByIdentity()));
            for (String person :
                    columns.isEmpty() ? Set.<String>of() : columns.get(0).keySet()) {
                html.append("<tr><td>").append(Html.escape(person)).append("</td>");
                columns.forEach(column ->
                        html.append("<td>").append(percent(column.get(person))).append("</td>"));
                html.append("</tr>\n");
            }
            html.append("</tbody></table></div></details>\n");
            if (!method.leftOut().isEmpty()) {
                paragraph("Left out, because no face was found: " + String.join(", ", method.leftOut()) + ".");
            }
            method.unprotected()
                    .forEach((person, why) -> paragraph(person + " could not be protected by " + method.method()
                            + " (its photos count as they are): " + why));
        }
    }

    private void robustness() {
        List<ExperimentResult> disturbed = report.methods().stream()
                .filter(method -> method.recognisers().stream()
                        .anyMatch(recogniser -> !recogniser.disturbed().isEmpty()))
                .toList();
        if (disturbed.isEmpty()) {
            return;
        }
        heading("Robustness");
        paragraph(
                "Top-1 PSR after what photos meet on their way. \"clean\" is the same without protection: what the disturbance itself"
                        + " takes from the recogniser.");
        for (ExperimentResult method : disturbed) {
            html.append("<div class=\"charts\">");
            for (Robustness sweep : Robustness.of(method)) {
                html.append(Html.chart(
                        Charts.curves(
                                method.method() + ": " + sweep.kind(), sweep.kind(), sweep.strengths(), sweep.psr()),
                        "Top-1 PSR of " + method.method() + " under " + sweep.kind()));
            }
            html.append("</div>\n");
        }
    }

    private void sweep(Report.Sweep sweep) {
        html.append("<h3>").append(Html.escape(sweep.name())).append("</h3>\n");
        if (sweep.points().isEmpty()) {
            return;
        }
        html.append("<div class=\"wide\"><table><thead><tr><th rowspan=\"2\">")
                .append(Html.escape(sweep.axis()))
                .append("</th>");
        List<RecogniserResult> heads = sweep.points().get(0).result().recognisers();
        heads.forEach(head -> html.append("<th colspan=\"2\">")
                .append(Html.escape(head.recogniser()))
                .append("</th>"));
        html.append(
                        "<th colspan=\"2\">Average</th><th colspan=\"2\">Black boxes</th><th rowspan=\"2\">SSIM</th></tr><tr>")
                .append("<th>Top-1</th><th>Top-5</th>".repeat(heads.size() + 2))
                .append("</tr></thead><tbody>\n");
        for (Report.Point point : sweep.points()) {
            ratesRow(point.value(), "", point.result(), point.surrogates(), RecogniserResult::guarded);
            html.insert(
                    html.lastIndexOf("</tr>"),
                    "<td>" + number("%.3f", point.result().meanSsim()) + "</td>");
        }
        html.append("</tbody></table></div>\n");
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (int r = 0; r < heads.size(); r++) {
            List<Double> values = new ArrayList<>();
            for (Report.Point point : sweep.points()) {
                values.add(100
                        * point.result().recognisers().get(r).guarded().top(1).psr());
            }
            series.put(heads.get(r).recogniser(), values);
        }
        List<String> labels = sweep.points().stream().map(Report.Point::value).toList();
        boolean numeric = labels.size() > 1 && labels.stream().allMatch(label -> label.matches("-?\\d+(\\.\\d+)?"));
        html.append(Html.chart(
                numeric
                        ? Charts.curves(
                                sweep.name(),
                                sweep.axis(),
                                labels.stream().map(Double::valueOf).toList(),
                                series)
                        : Charts.bars(sweep.name(), labels, series),
                "Top-1 PSR: " + sweep.name()));
    }

    private void showcase(Showcase showcase) {
        heading(showcase.person());
        if (!showcase.photos().isEmpty()) {
            paragraph(
                    "Move the pointer over a photo's dividing line and drag: the original is left of it, the protected photo right. Beside it,"
                            + " their difference about mid-grey, " + AMPLIFICATION + " times amplified.");
        }
        for (Showcase.Comparison photo : showcase.photos()) {
            BufferedImage before = ReportPictures.atMost(photo.before(), LONGER_SIDE);
            BufferedImage after = ReportPictures.atMost(photo.after(), LONGER_SIDE);
            BufferedImage difference = ReportPictures.atMost(
                    Pictures.difference(photo.before(), photo.after(), AMPLIFICATION), LONGER_SIDE);
            html.append("<h3>")
                    .append(Html.escape(photo.caption()))
                    .append("</h3>\n<div class=\"row\"><figure class=\"pair\">")
                    .append(Html.image(before, photo.caption() + ", original", ""))
                    .append(Html.image(after, photo.caption() + ", protected", "class=\"after\""))
                    .append(
                            "<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"original and protected\">")
                    .append("<span class=\"bar\"></span></figure><figure class=\"cell\">")
                    .append(Html.image(difference, photo.caption() + ", amplified difference", "class=\"third\""))
                    .append("</figure>");
            similarities(photo.similarities());
            html.append("</div>\n");
        }
        plates(
                "Synthetic faces it was learnt on",
                showcase.syntheticFaces().stream()
                        .map(face -> new Showcase.Plate("", face))
                        .toList(),
                "face");
        plates("What the cloak is made of", showcase.anatomy(), "plate");
    }

    private void similarities(List<Showcase.Similarity> similarities) {
        if (similarities.isEmpty()) {
            return;
        }
        html.append(
                "<figure><table><thead><tr><th>Similarity to the person</th><th>before</th><th>after</th><th>threshold</th></tr></thead>"
                        + "<tbody>\n");
        for (Showcase.Similarity similarity : similarities) {
            html.append("<tr><td>")
                    .append(Html.escape(similarity.recogniser()))
                    .append(report.surrogates().contains(similarity.recogniser()) ? " †" : "")
                    .append("</td><td>")
                    .append(number("%.2f", similarity.before()))
                    .append("</td><td class=\"")
                    .append(similarity.after() < similarity.threshold() ? "good" : "bad")
                    .append("\">")
                    .append(number("%.2f", similarity.after()))
                    .append("</td><td>")
                    .append(number("%.2f", similarity.threshold()))
                    .append("</td></tr>\n");
        }
        html.append("</tbody></table></figure>");
    }

    private void plates(String title, List<Showcase.Plate> plates, String style) {
        if (plates.isEmpty()) {
            return;
        }
        html.append("<h3>").append(title).append("</h3>\n<div class=\"row\">");
        for (Showcase.Plate plate : plates) {
            html.append("<figure>")
                    .append(Html.image(plate.picture(), plate.caption(), "class=\"" + style + "\""))
                    .append(
                            plate.caption().isEmpty()
                                    ? ""
                                    : "<figcaption>" + Html.escape(plate.caption()) + "</figcaption>")
                    .append("</figure>");
        }
        html.append("</div>\n");
    }

    private void cited() {
        heading("Cited from the paper");
        paragraph(
                "Not measured here: figures as the paper prints them, on its own data and recognisers. They show the order of the methods,"
                        + " and cannot be compared number by number with the tables above.");
        List.of("Table I", "Table II", "Table III", "Table IV").forEach(name -> {
            PublishedFigures.Table table = PublishedFigures.table(name);
            html.append("<details><summary>")
                    .append(name)
                    .append(CITED_TITLES.get(name))
                    .append(
                            "</summary><div class=\"wide\"><table><thead><tr><th>Surrogate</th><th class=\"text\">Method</th>");
            table.columns()
                    .forEach(column ->
                            html.append("<th>").append(Html.escape(column)).append("</th>"));
            html.append("</tr></thead><tbody>\n");
            table.rows().forEach((row, figures) -> {
                html.append("<tr class=\"cited\"><td>")
                        .append(Html.escape(row.get(0)))
                        .append("</td><td class=\"text\">")
                        .append(Html.escape(row.get(1)))
                        .append("</td>");
                for (String column : table.columns()) {
                    PublishedFigures.Figure figure = figures.get(column);
                    html.append("<td>")
                            .append(figure.first())
                            .append(table.pairs() ? " / " + figure.second() : "")
                            .append("</td>");
                }
                html.append("</tr>\n");
            });
            html.append("</tbody></table></div></details>\n");
        });
    }

    private void settings() {
        heading("How to repeat this");
        html.append("<table><tbody>\n");
        report.settings().forEach((name, value) -> html.append("<tr><td>")
                .append(Html.escape(name))
                .append("</td><td class=\"text\" style=\"white-space:normal\"><code>")
                .append(Html.escape(value))
                .append("</code></td></tr>\n"));
        html.append("</tbody></table>\n");
    }

    private void heading(String text) {
        html.append("<h2>").append(Html.escape(text)).append("</h2>\n");
    }

    private void paragraph(String text) {
        html.append("<p class=\"soft\">").append(Html.escape(text)).append("</p>\n");
    }

    private static List<Double> percents(ExperimentResult method, Function<RecogniserResult, ProtectionRate> rate) {
        return method.recognisers().stream()
                .map(recogniser -> 100 * rate.apply(recogniser).psr())
                .toList();
    }

    private static String average(double[] rates) {
        double sum = 0;
        for (double rate : rates) {
            sum += rate;
        }
        return rates.length == 0 ? "–" : percent(sum / rates.length);
    }

    private static String percent(double rate) {
        return number("%.1f", 100 * rate);
    }

    private static String number(String format, double value) {
        return Double.isInfinite(value) ? "∞" : Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
