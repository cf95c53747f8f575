package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {

    private static final URI LINK = URI.create("http://127.0.0.1:4711/?key=0a&b=c%20d");

    @TempDir
    Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void handsTheLinkToTheSystemsProgram() throws Exception {
        Path opened = folder.resolve("opened link");
        Browser browser = new Browser(
                Optional.of(List.of("/bin/sh", "-c", "echo noise; printf %s \"$1\" > \"$0\"", opened.toString())));

        assertTrue(browser.open(LINK));
        assertEquals(LINK.toString(), Files.readString(opened));
    }

    @Test
    void saysThatNothingWasOpened() throws Exception {
        assertFalse(new Browser(Optional.empty()).open(LINK));
        assertFalse(new Browser(Optional.of(List.of(folder.resolve("missing").toString()))).open(LINK));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void saysThatTheProgramFailed() throws Exception {
        // As xdg-open does where there is no browser.
        assertFalse(new Browser(Optional.of(List.of("/bin/sh", "-c", "exit 3"))).open(LINK));
    }

    @Test
    void everySystemHasItsProgram() {
        assertEquals(
                Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler")),
                Browser.opener("Windows 11", Map.of()));
        assertEquals(Optional.of(List.of("open")), Browser.opener("Mac OS X", Map.of()));
        assertEquals(Optional.of(List.of("xdg-open")), Browser.opener("Linux", Map.of("DISPLAY", ":0")));
        assertEquals(Optional.of(List.of("xdg-open")), Browser.opener("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")));
        assertEquals(Optional.empty(), Browser.opener("Linux", Map.of("DISPLAY", "")));
    }
}
