package io.facecloak.app.cli;

import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelEntry.ModelKind;
import io.facecloak.onnx.store.ModelStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What can be pulled. */
@Command(
        name = "catalogue",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the models that can be pulled, with their licences. Uses no network.")
final class CatalogueCommand implements Callable<Integer> {

    private static final double MEGABYTE = 1e6;

    /** What a program reads. */
    private record Result(Path store, List<Row> models) {}

    /** {@code bytes} and {@code licencePage} are null where the catalogue does not know them. */
    private record Row(
            String name,
            String description,
            Set<ModelKind> kinds,
            String licence,
            URI licencePage,
            Long bytes,
            boolean verified) {

        static Row of(ModelEntry entry) {
            boolean sized = entry.files().stream().map(ModelFile::size).allMatch(OptionalLong::isPresent);
            long bytes = entry.files().stream()
                    .mapToLong(file -> file.size().orElse(0))
                    .sum();
            return new Row(
                    entry.name(),
                    entry.description(),
                    new TreeSet<>(entry.kinds()),
                    entry.licence(),
                    entry.licencePage().orElse(null),
                    sized ? bytes : null,
                    entry.isVerified());
        }
    }

    @Mixin
    private final StoreOptions storeOptions = new StoreOptions();

    @Mixin
    private final OutputOptions output;

    CatalogueCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        ModelStore store = storeOptions.builder().build();
        List<Row> rows =
                store.catalogue().entries().values().stream().map(Row::of).toList();
        if (output.json()) {
            output.console().json(new Result(store.folder(), rows));
            return ExitCode.DONE;
        }
        for (Row row : rows) {
            output.console()
                    .line(
                            "%-18s %10s  %s%s",
                            row.name(),
                            row.bytes() == null ? "?" : String.format(Locale.ROOT, "%.1f MB", row.bytes() / MEGABYTE),
                            row.licence(),
                            row.verified() ? "" : "; unverified");
            output.console().line("%-18s %10s  %s", "", "", row.description());
        }
        output.console().line("store: %s", store.folder());
        return ExitCode.DONE;
    }
}
