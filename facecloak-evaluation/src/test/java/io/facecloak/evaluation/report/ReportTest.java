package io.facecloak.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.comparison.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private final Report report = SampleReport.create();

    @Test
    void thePageNeedsNothingFromOutside() {
        String page = ReportWriter.page(report);
        assertFalse(page.contains("http://") || page.contains("https://"), "a link to the network");
        assertFalse(
                Pattern.compile("src=\"(?!data:)|href=|@import|url\\(")
                        .matcher(page)
                        .find(),
                "a link to a file");
        assertEquals(page, ReportWriter.page(report), "the same report gives the same page");
    }

    @Test
    void namesAreTextAndNeverMarkup() {
        String page = ReportWriter.page(report);
        assertFalse(page.contains("<b>R&D"));
        assertTrue(page.contains("&lt;b&gt;R&amp;D &quot;quoted&quot;, &#39;it&#39;&lt;/b&gt;"));
    }

    @Test
    void theTablesHoldTheMeasuredFiguresAndTheCitedOnesAreLabelled() {
        String page = ReportWriter.page(report);
        double psr =
                report.methods().get(0).recognisers().get(0).guarded().top(5).psr();
        assertTrue(page.contains(String.format("<td>%.1f<small>", 100 * psr)));
        assertTrue(page.contains("mobilefacenet †") && !page.contains("mobileface-v3 †"));
        assertTrue(page.contains("no face was found: bob/7.")
                && page.contains("the person&#39;s: ann/3.")
                && page.contains("no face found in the seed"));
        assertTrue(page.indexOf("Cited from the paper") < page.indexOf("AdvCloak-Convex Hull"));
        assertTrue(page.contains("<td>0.310</td><td>50.0<small>"), "verification by groups");
        assertTrue(page.contains("90.0 / 86.2"), "the paper's Table I");
        Report own = new Report("t", Map.of(), Set.of(), report.methods(), List.of(), List.of(), false);
        assertFalse(ReportWriter.page(own).contains("AdvCloak"));
    }

    @Test
    void theFilesHoldTheSameFigures(@TempDir Path folder) throws IOException {
        Path page = ReportWriter.write(report, folder.resolve("out"));
        assertEquals(ReportWriter.page(report), Files.readString(page));
        try (Stream<Path> files = Files.list(page.getParent())) {
            assertEquals(
                    List.of(
                            "ablations.csv",
                            "groups.csv",
                            "identification.csv",
                            "people.csv",
                            "probes.csv",
                            "quality.csv",
                            "report.html",
                            "report.json",
                            "robustness.csv",
                            "untouched.csv",
                            "verification.csv"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertTrue(Files.readString(folder.resolve("out/untouched.csv")).contains("FaceCloak,ann/3,UNMATCHED\r\n"));
        List<String> lines = Files.readAllLines(folder.resolve("out/identification.csv"));
        assertEquals("method,recogniser,box,n,psr,low,high,clean_psr,probes", lines.get(0));
        assertEquals(1 + 3 * 3 * 2, lines.size());
        double psr =
                report.methods().get(0).recognisers().get(0).guarded().top(1).psr();
        assertTrue(lines.get(1).startsWith("FaceCloak,mobilefacenet,white,1," + psr + ","), lines.get(1));
        assertTrue(lines.get(13).startsWith("\"<b>R&D \"\"quoted\"\", 'it'</b>\",mobilefacenet,"), lines.get(13));
        assertTrue(Files.readString(folder.resolve("out/groups.csv"))
                .contains(",mobilefacenet,white,0.01,0.31,zoe,2,0.5,0.0,1.0\r\n"));
        JsonObject json = JsonParser.parseString(Files.readString(folder.resolve("out/report.json")))
                .getAsJsonObject();
        assertEquals(3, json.getAsJsonArray("methods").size());
        assertEquals(2, json.getAsJsonArray("sweeps").size());
    }

    @Test
    void methodsOnDifferentRecognisersAreNotPutIntoOneTable() {
        ExperimentResult one = report.methods().get(0);
        ExperimentResult other = new ExperimentResult(
                "other", one.recognisers().subList(0, 1), one.quality(), one.untouched(), one.unprotected());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Report("t", Map.of(), Set.of(), List.of(one, other), List.of(), List.of(), false));
    }

    @Test
    void differencesAreAmplifiedAboutGrey() {
        BufferedImage before = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        BufferedImage after = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        before.setRGB(0, 0, 0x646464);
        after.setRGB(0, 0, 0x665a64);
        BufferedImage difference = Pictures.difference(before, after, 8);
        assertEquals(0x903080, difference.getRGB(0, 0) & 0xffffff);
        assertEquals(0x808080, difference.getRGB(1, 0) & 0xffffff);
    }

    /** Looks at the page in a browser without a network; -Dreport.screenshot=FILE keeps the picture. */
    @Test
    void aBrowserShowsEveryPictureOfThePage(@TempDir Path folder) throws Exception {
        Optional<Path> chromium = chromium();
        assumeTrue(
                chromium.isPresent(), "skipped: no Chromium on the PATH (chromium, chromium-browser or google-chrome)");
        String page = ReportWriter.page(report);
        String probe = "<script>addEventListener('load', () => { const all = [...document.images];"
                + " document.title = 'pictures ' + all.length + ', broken ' + all.filter(i => !i.naturalWidth).length"
                + " + ', wider ' + (document.documentElement.scrollWidth > innerWidth); });</script>";
        Path file = Files.writeString(folder.resolve("report.html"), page.replace("</body>", probe + "</body>"));
        String title = run(folder, chromium.get(), "--dump-dom", file.toUri().toString());
        int pictures = page.split("<img ", -1).length - 1;
        assertTrue(
                title.contains("<title>pictures " + pictures + ", broken 0, wider false</title>"),
                () -> title.substring(0, Math.min(400, title.length())));

        Path screenshot = Path.of(System.getProperty(
                "report.screenshot", folder.resolve("page.png").toString()));
        run(
                folder,
                chromium.get(),
                "--screenshot=" + screenshot,
                "--window-size=1160,6400",
                file.toUri().toString());
        BufferedImage picture = ImageIO.read(screenshot.toFile());
        Set<Integer> colours = new TreeSet<>();
        for (int y = 0; y < picture.getHeight(); y += 3) {
            for (int x = 0; x < picture.getWidth(); x += 3) {
                colours.add(picture.getRGB(x, y));
            }
        }
        assertTrue(colours.size() > 100, "the page is blank");
    }

    private static String run(Path folder, Path chromium, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "Chromium does not end");
        assertEquals(0, process.exitValue(), () -> read(folder.resolve("errors")));
        return Files.readString(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
