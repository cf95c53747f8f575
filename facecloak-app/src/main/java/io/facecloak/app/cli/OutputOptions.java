package io.facecloak.app.cli;

import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/** How a command that works tells what it does. */
class OutputOptions {

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell what the library does, and stack traces of errors.")
    private boolean verbose;

    private final Console console;
    private final BooleanSupplier cancelled;

    OutputOptions(Console console, BooleanSupplier cancelled) {
        this.console = console;
        this.cancelled = cancelled;
    }

    final Console console() {
        return console;
    }

    /** Whether the user wants the program to end. */
    final boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    final boolean json() {
        return json;
    }

    /** The caller closes it. */
    final ProgressView progressView() {
        return quiet ? ProgressView.NONE : console.progressView();
    }
}
