package io.facecloak.examples.cli;

import io.facecloak.model.FaceModels;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What every command that works understands. */
final class CommonOptions {

    @Option(
            names = {"-m", "--models"},
            paramLabel = "DIRECTORY",
            description =
                    "Detector and recognisers; default: the system property facecloak.models, the environment variable "
                            + "FACECLOAK_MODELS, or the bundled models.")
    private Path models;

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
    private final Function<Optional<Path>, FaceModels> opener;
    private final BooleanSupplier cancelled;

    CommonOptions(Console console, Function<Optional<Path>, FaceModels> opener, BooleanSupplier cancelled) {
        this.console = console;
        this.opener = opener;
        this.cancelled = cancelled;
    }

    Console console() {
        return console;
    }

    /** The chosen models; the caller closes them. */
    FaceModels openModels() {
        return opener.apply(Optional.ofNullable(models));
    }

    /** Whether the user wants the program to end. */
    boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    boolean json() {
        return json;
    }

    boolean showsProgress() {
        return !quiet && console.interactive();
    }
}
