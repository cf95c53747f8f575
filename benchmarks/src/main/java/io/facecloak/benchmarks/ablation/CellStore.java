package io.facecloak.benchmarks.ablation;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results on disk, one JSON file per cell, complete or not at all. A cell's key is the SHA-256 of everything that its result depends on;
 * the code is not part of it, so a folder belongs to one version of the library. Thread-safe.
 */
public final class CellStore {

    private static final Logger LOG = LoggerFactory.getLogger(CellStore.class);

    /** PSNR of an unchanged picture is infinite. */
    private static final Gson GSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .setPrettyPrinting()
            .create();

    private final Path folder;

    /** @param folder created with the first result */
    public CellStore(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    private record Stored(Object dependsOn, ExperimentResult result) {}

    /**
     * The key of a cell.
     *
     * @param dependsOn anything that Gson can write, records above all
     */
    public static String key(Object dependsOn) {
        return Sha256.hex(GSON.toJson(dependsOn)).substring(0, 32);
    }

    /**
     * @return nothing if there is no such cell, or its file is damaged (with a warning in the log)
     * @throws IOException if the file exists and cannot be read
     */
    public Optional<ExperimentResult> find(Object dependsOn) throws IOException {
        Path file = file(dependsOn);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Stored stored = GSON.fromJson(Files.readString(file), Stored.class);
            return Optional.ofNullable(stored).map(Stored::result);
        } catch (JsonParseException e) {
            LOG.warn("{} is damaged: the cell is measured anew ({})", file, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * @throws IOException if it cannot be written
     */
    public void put(Object dependsOn, ExperimentResult result) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(
                file(dependsOn), GSON.toJson(new Stored(dependsOn, result)).getBytes(StandardCharsets.UTF_8), true);
    }

    /** Where a cell may keep its cloaks. */
    public Path cloaks(Object dependsOn) {
        return folder.resolve("cloaks").resolve(key(dependsOn));
    }

    private Path file(Object dependsOn) {
        return folder.resolve(key(dependsOn) + ".json");
    }
}
