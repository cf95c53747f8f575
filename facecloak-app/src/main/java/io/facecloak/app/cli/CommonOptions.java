package io.facecloak.app.cli;

import io.facecloak.model.FaceModels;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What every command that works with faces understands. */
final class CommonOptions extends OutputOptions {

    @Option(
            names = {"-m", "--models"},
            paramLabel = "DIRECTORY",
            description =
                    "Detector and recognisers; default: the system property facecloak.models, the environment variable "
                            + "FACECLOAK_MODELS, or the bundled models.")
    private Path models;

    private final Function<Optional<Path>, FaceModels> opener;

    CommonOptions(Console console, Function<Optional<Path>, FaceModels> opener, BooleanSupplier cancelled) {
        super(console, cancelled);
        this.opener = opener;
    }

    /** The chosen models; the caller closes them. */
    FaceModels openModels() {
        return opener.apply(Optional.ofNullable(models));
    }
}
