package io.facecloak.app.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.facecloak.Preset;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page in a real browser, with real models and the demo person. Pictures of it lie under target/screenshots. */
class PageTest {

    private static final Path DEMO = Path.of("../facecloak-examples/demo").toAbsolutePath();

    @TempDir
    private Path folder;

    private FaceModels models;
    private WebServer server;
    private Chromium browser;

    @BeforeEach
    void open() throws IOException {
        browser = Chromium.open(Path.of("target/screenshots"));
        models = FaceModels.directory(Shared.path("models"));
        server = WebServer.start(models, 0, WebLimits.DEFAULT);
        browser.desktop();
        browser.driver().get(server.link().toString());
        browser.until("document.documentElement.dataset.ready === 'true'");
    }

    @AfterEach
    void close() {
        Stream.of(browser, server, models).filter(open -> open != null).forEach(PageTest::close);
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theWholeWay() throws IOException {
        assertTrue(browser.find("#seed-section").isDisplayed());
        assertFalse(browser.find("#photos-section").isDisplayed());
        assertEquals(
                "/",
                browser.script("return location.pathname + location.search"),
                "the key is not left in the address");
        assertFits();
        assertAccessible();
        browser.screenshot("1-seed");

        browser.find("#seed-file").sendKeys(DEMO.resolve("seed.jpg").toString());
        browser.shown("#faces-block");
        browser.until("[...document.querySelectorAll('#faces img')].every(img => img.naturalWidth === 112)");
        assertEquals(
                Preset.BALANCED.settings().syntheticFaces(),
                browser.findAll("#faces img").size());
        browser.until("document.querySelector('#progress-optimization').value > 0.1");
        assertFits();
        assertAccessible();
        browser.screenshot("2-learning");

        browser.shown("#cloak-section");
        browser.until("document.getElementById('cloak-picture').naturalWidth === 112");
        assertTrue(browser.find("#cloak-text").getText().contains("keep the file to yourself"));
        browser.screenshot("3-cloak");

        browser.find("#photos-file").sendKeys(photos());
        browser.until("document.querySelectorAll('#photo-list li').length === 4");
        browser.until("document.getElementById('queue').hidden");
        browser.until("document.getElementById('image-original').naturalWidth === 1200");
        browser.until("document.getElementById('image-protected').naturalWidth === 1200");
        for (WebElement verdict : browser.findAll("#photo-list .verdict")) {
            assertEquals("1 of 1 face cloaked", verdict.getText());
        }
        String faces = browser.find("#viewer-faces").getText();
        assertTrue(faces.matches(".*1 of 1 face cloaked, refined \\(balanced\\), in [0-9.]+ s"), faces);
        assertFalse(browser.find("#viewer-notes").isDisplayed(), "nothing is lost of these photos");
        assertTrue(
                browser.find("#similarity-note").getText().contains("learnt on all the recognisers shown here"),
                "no word of protection in general");
        List<WebElement> bars = browser.findAll("#bars > li");
        assertEquals(models.embedders().size(), bars.size());
        assertTrue(
                bars.get(0).getText().contains("no longer recognised"),
                bars.get(0).getText());
        assertFits();
        assertAccessible();
        browser.screenshot("4-compare");

        refineOrNot();
        compareWithTheKeyboard();
        compareWithTheMouse();
        zoomToPixels();
        seeTheDifference();
        download();
        aDroppedPhotoIsTakenToo();
        aBadPhotoIsExplained();

        browser.dark(true);
        assertAccessible();
        browser.screenshot("8-dark");
        browser.dark(false);

        browser.driver().navigate().refresh();
        browser.until("document.documentElement.dataset.ready === 'true'");
        assertEquals(4, browser.findAll("#photo-list li").size(), "everything is there after a reload");

        assertEquals(
                List.of(),
                browser.complaints().stream()
                        .filter(line -> !line.contains("422"))
                        .toList());
        assertNothingFromElsewhere();

        browser.find("#forget").click();
        browser.until("document.body.classList.contains('welcome')");
        browser.screenshot("9-forgotten");
    }

    private void refineOrNot() throws IOException {
        browser.find("#refine").click();
        assertFalse(browser.find("input[name=strength]").isEnabled(), "without refining there is no strength");
        browser.find("#photos-file")
                .sendKeys(DEMO.resolve("photos/photo-1.jpg").toAbsolutePath().toString());
        browser.until("document.querySelectorAll('#photo-list li').length === 5");
        browser.until("document.getElementById('viewer-faces').textContent.includes('not refined')");
        assertAccessible();
        browser.find("#remove").click();
        browser.until("document.querySelectorAll('#photo-list li').length === 4");
        browser.find("#refine").click();
        assertTrue(browser.find("input[name=strength]").isEnabled());
        browser.until("document.getElementById('image-protected').naturalWidth === 1200");
    }

    private void compareWithTheKeyboard() {
        String before = browser.find("#image-original").getDomAttribute("style");
        WebElement slider = browser.find("#slider");
        slider.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        assertEquals("52", slider.getDomProperty("value"));
        assertNotEquals(before, browser.find("#image-original").getDomAttribute("style"));
    }

    private void compareWithTheMouse() {
        WebElement line = browser.find(".divider span");
        new Actions(browser.driver())
                .moveToElement(line)
                .clickAndHold()
                .moveByOffset(120, 0)
                .release()
                .perform();
        long value = browser.number("Number(document.getElementById('slider').value)");
        assertTrue(value > 60 && value < 80, () -> "the line is at " + value);
    }

    private void zoomToPixels() throws IOException {
        browser.find("[data-zoom=face]").click();
        long face = Long.parseLong(browser.find("#zoom").getText().replace(" %", ""));
        assertTrue(face > 60, () -> "zoom " + face);
        browser.screenshot("5-face");
        browser.find("[data-zoom=pixels]").click();
        assertEquals("800 %", browser.find("#zoom").getText());
        assertEquals("pixelated", browser.find("#image-protected").getCssValue("image-rendering"));
        browser.screenshot("6-pixels");
        WebElement stage = browser.find("#stage");
        String at = browser.find(".canvas").getDomAttribute("style");
        stage.sendKeys(Keys.ARROW_LEFT);
        assertNotEquals(at, browser.find(".canvas").getDomAttribute("style"));
        stage.sendKeys("-");
        assertEquals("533 %", browser.find("#zoom").getText());
        stage.sendKeys("0");
        assertNotEquals("533 %", browser.find("#zoom").getText());
    }

    private void seeTheDifference() throws IOException {
        browser.find("[data-mode=difference]").click();
        browser.until("document.getElementById('image-difference').naturalWidth === 1200");
        assertFalse(browser.find("#image-original").isDisplayed());
        browser.find("#factor").sendKeys("16");
        browser.until("document.getElementById('image-difference').src.endsWith('factor=16')");
        browser.until("document.getElementById('image-difference').complete");
        assertAccessible();
        browser.screenshot("7-difference");
        browser.find("[data-mode=compare]").click();
        assertTrue(browser.find("#image-original").isDisplayed());
    }

    private void download() {
        Object[] sizes = ((List<?>) browser.driver().executeAsyncScript("""
                                const done = arguments[arguments.length - 1];
                                const link = document.getElementById('download');
                                fetch(link.href).then(async (answer) =>
                                    done([answer.status, (await answer.blob()).size, link.download]));
                                """)).toArray();
        assertEquals(200L, sizes[0]);
        assertTrue((Long) sizes[1] > 50_000, () -> "a photo of " + sizes[1] + " bytes");
        assertTrue(sizes[2].toString().matches("protected-photo-[1-4]\\.jpg"), sizes[2].toString());
    }

    private void aDroppedPhotoIsTakenToo() {
        browser.driver().executeAsyncScript("""
                        const done = arguments[arguments.length - 1];
                        fetch(document.getElementById('image-original').src).then((answer) => answer.blob()).then((photo) => {
                          const files = new DataTransfer();
                          files.items.add(new File([photo], 'dropped.jpg', { type: 'image/jpeg' }));
                          const zone = document.getElementById('photos-drop');
                          zone.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: files }));
                          const over = zone.classList.contains('over');
                          zone.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }));
                          done(over);
                        });
                        """);
        browser.until("document.querySelectorAll('#photo-list li').length === 5");
        assertEquals("dropped.jpg", browser.find("#viewer-title").getText());
        browser.find("#remove").click();
        browser.until("document.querySelectorAll('#photo-list li').length === 4");
        assertEquals("photo-1.jpg", browser.find("#viewer-title").getText());
    }

    private void aBadPhotoIsExplained() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.jpg"), "this is no photo");
        browser.find("#photos-file").sendKeys(text.toString());
        String problem = browser.shown("#problems li").getText();
        assertTrue(problem.startsWith("notes.jpg is no JPEG"), problem);
        assertEquals(4, browser.findAll("#photo-list li").size());
    }

    @Test
    void everythingIsReachedWithTheKeyboardAlone() {
        List<String> order = List.of("#main", "forget", "seed-file", "preset", "remember", "cloak-file");
        List<String> reached = Stream.generate(() -> {
                    new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
                    return (String)
                            browser.script(
                                    "const e = document.activeElement; return e.id || e.name || e.getAttribute('href') || e.tagName");
                })
                .limit(order.size())
                .toList();

        assertEquals(order, reached);
    }

    @Test
    void learningCanBeCancelledAndTriedAgain() {
        browser.find("#seed-file").sendKeys(DEMO.resolve("seed.jpg").toString());
        browser.shown("#cancel").click();

        browser.shown("#seed-section");
        assertFalse(browser.find("#learning-section").isDisplayed());

        browser.find("#seed-file").sendKeys(DEMO.resolve("seed.jpg").toString());
        browser.shown("#learning-section");
        browser.find("#cancel").click();
        browser.shown("#seed-section");
    }

    private static String photos() throws IOException {
        try (Stream<Path> files = Files.list(DEMO.resolve("photos"))) {
            return String.join("\n", files.sorted().map(Path::toString).toList());
        }
    }

    /** Nothing sticks out to the right, on a phone either. */
    private void assertFits() {
        browser.phone();
        assertEquals(390, browser.number("document.documentElement.scrollWidth"));
        browser.desktop();
        assertEquals(1280, browser.number("document.documentElement.scrollWidth"));
    }

    private void assertAccessible() {
        List<Rule> violations = new AxeBuilder().analyze(browser.driver()).getViolations();
        assertEquals(List.of(), violations.stream().map(PageTest::describe).toList());
    }

    private static String describe(Rule violation) {
        return violation.getId() + ": " + violation.getHelp() + " at "
                + violation.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    private void assertNothingFromElsewhere() {
        String own = server.link().resolve("/").toString();
        Object names = browser.script(
                "return performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('"
                        + own + "') && !name.startsWith('blob:" + own + "'))");
        assertEquals(List.of(), names);
    }
}
