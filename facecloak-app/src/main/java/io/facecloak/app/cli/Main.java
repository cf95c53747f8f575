package io.facecloak.app.cli;

import io.facecloak.app.text.PlainOutput;
import io.facecloak.model.FaceModels;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The program {@code facecloak}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Pictures need no display: one that is gone, or whose libraries are missing, makes nothing fail.
        System.setProperty("java.awt.headless", "true");
        // Read by the logger when the first class that logs is loaded, hence before anything else.
        boolean verbose =
                Arrays.stream(arguments).anyMatch(argument -> argument.equals("-v") || argument.equals("--verbose"));
        System.setProperty("org.slf4j.simpleLogger.log.io.facecloak", verbose ? "debug" : "error");
        Console console = new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                isTerminal(),
                Pulse::everyTenSeconds);
        // The logger's, and whatever else is written past the console.
        System.setErr(new PrintStream(new PlainOutput(System.err), true, StandardCharsets.UTF_8));
        Interruption interruption = Interruption.of(Thread.currentThread());
        interruption.exit(FaceCloakCommand.commandLine(console, Main::open, interruption::cancelled)
                .execute(arguments));
    }

    private static FaceModels open(Optional<Path> directory) {
        return directory.map(FaceModels::directory).orElseGet(FaceModels::configured);
    }

    /** Since Java 22, there is a console without a terminal, too, and a method that tells. */
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
