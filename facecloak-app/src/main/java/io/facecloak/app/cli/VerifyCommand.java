package io.facecloak.app.cli;

import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelStore;
import io.facecloak.onnx.store.ModelStoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks whether fetched models are what the catalogue says. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares every file of fetched models with its size and SHA-256 in the catalogue. Uses no network.",
            "Exit code 3 if some models are missing or changed, 1 if all are; pull fetches them anew."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  facecloak models verify", "  facecloak models verify sface"})
final class VerifyCommand implements Callable<Integer> {

    /** What a program reads. */
    private record Result(Path store, List<Row> models, int exitCode) {}

    /** {@code problem} is null for what is intact; {@code hashKnown} tells whether the catalogue knows every hash. */
    private record Row(String name, boolean intact, boolean hashKnown, String problem) {}

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Name of a model in the catalogue; default: all that have a folder in the store.")
    private List<String> names = List.of();

    @Mixin
    private final StoreOptions storeOptions = new StoreOptions();

    @Mixin
    private final OutputOptions output;

    @Spec
    private CommandSpec spec;

    VerifyCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        ModelStore store = storeOptions.builder().build();
        Collection<String> chosen = names.isEmpty()
                ? store.catalogue().entries().keySet().stream()
                        .filter(name -> Files.isDirectory(store.folder().resolve(name)))
                        .toList()
                : new LinkedHashSet<>(names);
        List<Row> rows = new ArrayList<>();
        try (Bar bar = new Bar(output)) {
            for (ModelEntry entry : CatalogueNames.entries(store, chosen, spec.commandLine())) {
                if (output.cancelled()) {
                    throw new CancellationException(
                            "cancelled after " + rows.size() + " of " + chosen.size() + " models");
                }
                bar.show("Models verified", rows.size(), chosen.size());
                rows.add(verify(store, entry));
            }
            bar.show("Models verified", rows.size(), chosen.size());
        }
        int code = ExitCode.ofMany(rows.stream().filter(row -> !row.intact()).count(), rows.size());
        if (output.json()) {
            output.console().json(new Result(store.folder(), rows, code));
        } else {
            print(store, rows);
        }
        return code;
    }

    private static Row verify(ModelStore store, ModelEntry entry) {
        try {
            store.directory(entry.name());
            return new Row(entry.name(), true, entry.isVerified(), null);
        } catch (ModelStoreException e) {
            return new Row(entry.name(), false, entry.isVerified(), ErrorReport.sentence(e));
        }
    }

    private void print(ModelStore store, List<Row> rows) {
        if (rows.isEmpty()) {
            output.console().line("no models were fetched into %s", store.folder());
        }
        for (Row row : rows) {
            output.console()
                    .line(
                            "%-26s %s",
                            row.name(),
                            !row.intact()
                                    ? row.problem()
                                    : row.hashKnown()
                                            ? "intact"
                                            : "unchanged since it was fetched; the catalogue knows no hash");
        }
    }
}
