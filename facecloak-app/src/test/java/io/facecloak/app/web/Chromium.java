package io.facecloak.app.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser without a window. A test that asks for one is skipped, saying so, where Chromium or its driver is not installed. */
final class Chromium implements AutoCloseable {

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Kept, since a logger that nobody holds loses its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;
    private final Path screenshots;

    private Chromium(ChromeDriver driver, Path screenshots) {
        this.driver = driver;
        this.screenshots = screenshots;
    }

    /** @param screenshots folder for pictures of the page */
    static Chromium open(Path screenshots) throws IOException {
        Optional<File> browser =
                BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst();
        Optional<File> service = onPath("chromedriver");
        assumeTrue(
                browser.isPresent() && service.isPresent(),
                "skipped: needs Chromium and chromedriver on the PATH (Debian: apt-get install chromium chromium-driver)");
        // It warns that it knows no DevTools of just this version; only stable commands are used here.
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(browser.get())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--force-color-profile=srgb",
                        "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(service.get())
                        .build(),
                options);
        Files.createDirectories(screenshots);
        return new Chromium(driver, screenshots);
    }

    private static Optional<File> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst();
    }

    ChromeDriver driver() {
        return driver;
    }

    void size(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    }

    /** The whole page from top to bottom, at desktop and at phone width. */
    void screenshot(String name) throws IOException {
        phone();
        capture(name + "-phone");
        desktop();
        capture(name + "-desktop");
    }

    void desktop() {
        size(1280, 860, false);
    }

    void phone() {
        size(390, 844, true);
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    private void capture(String name) throws IOException {
        // Two frames, so that the new width has been laid out.
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))");
        Object png = driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data");
        Files.write(screenshots.resolve(name + ".png"), Base64.getDecoder().decode((String) png));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> findAll(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    WebElement shown(String css) {
        return waiting().until(page -> {
            WebElement element = page.findElement(By.cssSelector(css));
            return element.isDisplayed() ? element : null;
        });
    }

    WebDriverWait waiting() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE);
        wait.ignoring(NoSuchElementException.class);
        return wait;
    }

    /** Waits until a script gives true. */
    void until(String script) {
        waiting().until(page -> Boolean.TRUE.equals(((JavascriptExecutor) page).executeScript("return " + script)));
    }

    Object script(String script) {
        return driver.executeScript(script);
    }

    long number(String script) {
        return ((Number) driver.executeScript("return " + script)).longValue();
    }

    /** What the browser complained about: scripts that failed, files that were missing, forbidden connections. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
