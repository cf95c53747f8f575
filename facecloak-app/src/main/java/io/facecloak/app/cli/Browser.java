package io.facecloak.app.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Opens a link as the system does, with the program that the system has for this. Java's own way needs a display and its libraries in this
 * process, and ends it where they are missing.
 */
final class Browser {

    /** A program that is still running after this time is taken for the browser itself. */
    private static final long SECONDS = 5;

    private final Optional<List<String>> opener;

    /** @param opener a program with arguments, to which the link is added; empty if there is none */
    Browser(Optional<List<String>> opener) {
        this.opener = opener.map(List::copyOf);
    }

    /** The browser that this system's user prefers. */
    static Browser ofSystem() {
        return new Browser(opener(System.getProperty("os.name"), System.getenv()));
    }

    static Optional<List<String>> opener(String system, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        if (name.startsWith("mac")) {
            return Optional.of(List.of("open"));
        }
        // Without a display, xdg-open would start a browser of the terminal's.
        boolean display = !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return display ? Optional.of(List.of("xdg-open")) : Optional.empty();
    }

    /** Whether the link was opened, as far as can be told. */
    boolean open(URI link) throws InterruptedException {
        if (opener.isEmpty()) {
            return false;
        }
        List<String> command = new ArrayList<>(opener.get());
        command.add(link.toString());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return !process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
