package io.facecloak.app.cli;

import io.facecloak.onnx.store.Catalogue;
import io.facecloak.onnx.store.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where fetched models lie. */
final class StoreOptions {

    @Option(
            names = "--store",
            paramLabel = "FOLDER",
            description =
                    "Keeps the models, and holds a catalogue.json of one's own where there is one; default: the system property "
                            + "facecloak.home, the environment variable FACECLOAK_HOME, or facecloak in the user's cache folder.")
    private Path folder;

    /** A store that may be set up further. */
    ModelStore.Builder builder() {
        ModelStore.Builder builder = ModelStore.builder();
        if (folder == null) {
            return builder;
        }
        Path own = folder.resolve("catalogue.json");
        Catalogue builtIn = Catalogue.builtIn();
        return builder.folder(folder.resolve("models"))
                .catalogue(Files.exists(own) ? builtIn.plus(Catalogue.read(own)) : builtIn);
    }
}
