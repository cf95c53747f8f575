package io.facecloak.evaluation.report;

import java.util.List;
import java.util.Locale;

/** The report as one HTML page: its frame, and the order of its sections. */
final class ReportPage {

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

    private static final List<ReportSection> SECTIONS = List.of(
            new ShowcaseSection(),
            new IdentificationSection(),
            new VerificationSection(),
            new QualitySection(),
            new PeopleSection(),
            new RobustnessSection(),
            new GroupsSection(),
            new AblationSection(),
            new CitedSection(),
            new SettingsSection());

    private ReportPage() {}

    static String of(Report report) {
        HtmlWriter html = new HtmlWriter();
        html.raw(String.format(Locale.ROOT, HEAD, Html.escape(report.title())));
        html.raw("<h1>").text(report.title()).raw("</h1>\n");
        html.paragraph(
                "Protection success rate (PSR): the share of photos whose person is not found. At Top-n, a photo counts as protected"
                        + " when none of the person's other photos is among the n most similar faces of the gallery.");
        SECTIONS.forEach(section -> section.write(report, html));
        return html.raw(SCRIPT).raw("</body></html>\n").toString();
    }
}
