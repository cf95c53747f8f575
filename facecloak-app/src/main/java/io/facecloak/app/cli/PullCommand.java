package io.facecloak.app.cli;

import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelStore;
import io.facecloak.onnx.store.ModelStoreException;
import io.facecloak.onnx.store.ModelStoreException.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads models of the catalogue. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Downloads models of the catalogue and verifies them. What is there and intact is not downloaded again; an interrupted download "
                    + "goes on where it ended.",
            "The models belong to others: read their licences, which are shown. Nothing but this command uses the network."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  facecloak models catalogue",
            "  facecloak models pull sface w600k_mbf",
            "",
            "The folder that it prints is a models directory with the recogniser alone; copy recognisers/* beside a detector for --models."
        })
final class PullCommand implements Callable<Integer> {

    /** What a program reads. */
    private record Result(Path store, List<Row> models, int exitCode) {}

    /** {@code folder} is null for what failed, {@code error} and {@code reason} for what did not. */
    private record Row(String name, String licence, URI licencePage, Path folder, Reason reason, String error) {}

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Name of a model in the catalogue.")
    private List<String> names;

    @Option(
            names = "--allow-unverified",
            description =
                    "Also models of whose files the catalogue knows no SHA-256: whoever controls the server chooses what you get.")
    private boolean allowUnverified;

    @Option(
            names = "--offline",
            description = "Download nothing: succeeds if the models are there and intact. So does FACECLOAK_OFFLINE=1.")
    private boolean offline;

    @Mixin
    private final StoreOptions storeOptions = new StoreOptions();

    @Mixin
    private final OutputOptions output;

    @Spec
    private CommandSpec spec;

    PullCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        ModelStore store = store();
        List<ModelEntry> entries = CatalogueNames.entries(store, new LinkedHashSet<>(names), spec.commandLine());
        List<Row> rows = new ArrayList<>();
        try (Bar bar = new Bar(output)) {
            for (ModelEntry entry : entries) {
                // Before anything is fetched, and also for those who asked for silence.
                output.console()
                        .notice(entry.name() + ": " + entry.description() + ". Licence: " + entry.licence()
                                + entry.licencePage().map(page -> ", " + page).orElse(""));
                rows.add(pull(store, entry, bar));
            }
        }
        int code =
                ExitCode.ofMany(rows.stream().filter(row -> row.error() != null).count(), rows.size());
        if (output.json()) {
            output.console().json(new Result(store.folder(), rows, code));
        } else {
            rows.stream().filter(row -> row.folder() != null).forEach(row -> output.console()
                    .line("%s: %s", row.name(), row.folder()));
        }
        return code;
    }

    private ModelStore store() {
        ModelStore.Builder builder = storeOptions.builder();
        if (allowUnverified) {
            builder.allowUnverified();
        }
        // Without the option, the environment decides.
        if (offline) {
            builder.offline(true);
        }
        return builder.build();
    }

    private Row pull(ModelStore store, ModelEntry entry, Bar bar) {
        try {
            Path folder = store.pull(entry.name(), (model, file, done, total) -> {
                if (output.cancelled()) {
                    throw new CancellationException("cancelled; pull again to go on where this ended");
                }
                bar.showBytes(file, done, total);
            });
            bar.finish();
            return row(entry, folder, null, null);
        } catch (ModelStoreException e) {
            bar.finish();
            String sentence = ErrorReport.sentence(e)
                    + (e.reason() == Reason.UNVERIFIED ? " (to allow them here: --allow-unverified)" : "");
            output.console().notice("facecloak: " + sentence);
            return row(entry, null, e.reason(), sentence);
        }
    }

    private static Row row(ModelEntry entry, Path folder, Reason reason, String error) {
        return new Row(entry.name(), entry.licence(), entry.licencePage().orElse(null), folder, reason, error);
    }
}
