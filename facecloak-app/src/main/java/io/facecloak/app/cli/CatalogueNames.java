package io.facecloak.app.cli;

import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Names of models as a user gives them. */
final class CatalogueNames {

    private CatalogueNames() {}

    /**
     * The entries of these names, in order.
     *
     * @throws ParameterException if one is unknown, before anything is done with the others
     */
    static List<ModelEntry> entries(ModelStore store, Collection<String> names, CommandLine command) {
        List<ModelEntry> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(store.catalogue()
                    .entry(name)
                    .orElseThrow(() -> new ParameterException(
                            command,
                            "no catalogue knows a model " + name + "; known are "
                                    + String.join(
                                            ", ", store.catalogue().entries().keySet()))));
        }
        return entries;
    }
}
