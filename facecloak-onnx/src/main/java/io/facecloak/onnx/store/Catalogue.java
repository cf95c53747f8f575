package io.facecloak.onnx.store;

import io.facecloak.onnx.internal.store.CatalogueReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Named models and where their files come from. Immutable. The format of its file is described in docs/model-store.md. */
public final class Catalogue {

    /** A catalogue is a text that people write. */
    private static final long LARGEST_FILE = 1 << 20;

    private static final String BUILT_IN = "catalogue.json";

    private final SortedMap<String, ModelEntry> entries;

    private Catalogue(SortedMap<String, ModelEntry> entries) {
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /** A catalogue of these entries; a later one replaces an earlier one of the same name. */
    public static Catalogue of(Collection<ModelEntry> entries) {
        SortedMap<String, ModelEntry> byName = new TreeMap<>();
        entries.forEach(entry -> byName.put(entry.name(), entry));
        return new Catalogue(byName);
    }

    /** The public models that this project knows of. None of them is part of it; each has its own licence. */
    public static Catalogue builtIn() {
        try (InputStream stream = Catalogue.class.getResourceAsStream(BUILT_IN)) {
            return of(CatalogueReader.read("the built-in catalogue", stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a catalogue file.
     *
     * @throws ModelStoreException if it cannot be read or is malformed; the message names the file and the entry
     */
    public static Catalogue read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new ModelStoreException(
                        ModelStoreException.Reason.CATALOGUE,
                        "the catalogue " + file + " has more than " + LARGEST_FILE + " bytes, so it is none");
            }
            return of(CatalogueReader.read("the catalogue " + file, Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new ModelStoreException(
                    ModelStoreException.Reason.CATALOGUE, "cannot read the catalogue " + file + ": " + e, e);
        }
    }

    /** These entries and the other's, which win where both have a name. */
    public Catalogue plus(Catalogue other) {
        SortedMap<String, ModelEntry> both = new TreeMap<>(entries);
        both.putAll(other.entries);
        return new Catalogue(both);
    }

    /** Every entry by name, in alphabetical order. */
    public SortedMap<String, ModelEntry> entries() {
        return entries;
    }

    /** The entry of this name. */
    public Optional<ModelEntry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }
}
