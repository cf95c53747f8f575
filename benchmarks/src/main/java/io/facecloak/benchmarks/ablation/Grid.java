package io.facecloak.benchmarks.ablation;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A declarative ablation: sweeps over {@link CloakSettings}, read from JSON. Immutable and thread-safe.
 *
 * <pre>{@code
 * {
 *   "base": {"surrogates": ["mobilefacenet-foamliu"], "jitter": true},
 *   "sweeps": [
 *     {"name": "Perturbation budget", "vary": {"epsilon": [2, 4, 8, 16]}},
 *     {"name": "Focus masks", "set": {"iterations": 80}, "vary": {"focus": ["", "R", "RA", "RAH"], "jitter": [false, true]}}
 *   ]
 * }
 * }</pre>
 *
 * <p>What {@code base} does not say is {@link CloakSettings#PAPER}; {@code set} changes the base for one sweep; {@code vary} lists the
 * values of one or more settings, and a sweep's cells are all combinations of them, the last setting varying fastest.
 *
 * @param sweeps in the order of the file
 */
public record Grid(List<Sweep> sweeps) {

    private static final Gson GSON = new Gson();

    /**
     * One table of an ablation.
     *
     * @param axes names of the varied settings
     */
    public record Sweep(String name, List<String> axes, List<Cell> cells) {

        public Sweep {
            axes = List.copyOf(axes);
            cells = List.copyOf(cells);
        }
    }

    /**
     * One combination of settings.
     *
     * @param values of the varied settings, in the order of the sweep's axes, as texts for people
     */
    public record Cell(List<String> values, CloakSettings settings) {

        public Cell {
            values = List.copyOf(values);
        }

        /** The values, separated by commas; {@code none} for an empty one. */
        public String label() {
            return String.join(
                    ", ",
                    values.stream()
                            .map(value -> value.isEmpty() ? "none" : value)
                            .toList());
        }
    }

    public Grid {
        sweeps = List.copyOf(sweeps);
    }

    /**
     * @throws IOException if the file cannot be read, or is no grid; the message says where
     */
    public static Grid read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no grid: " + e.getMessage(), e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no grid; the message says why
     */
    public static Grid parse(String json) {
        try {
            JsonObject file = object("the file", JsonParser.parseString(json));
            requireKnown("the file", file, Set.of("base", "sweeps"));
            JsonObject base =
                    merged(GSON.toJsonTree(CloakSettings.PAPER).getAsJsonObject(), part("base", file, "base"));
            if (!file.has("sweeps")) {
                throw new IllegalArgumentException("sweeps is missing");
            }
            List<Sweep> sweeps = new ArrayList<>();
            for (JsonElement element : file.getAsJsonArray("sweeps")) {
                sweeps.add(sweep(object("a sweep", element), base));
            }
            return new Grid(sweeps);
        } catch (JsonParseException | IllegalStateException | ClassCastException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Sweep sweep(JsonObject sweep, JsonObject base) {
        requireKnown("a sweep", sweep, Set.of("name", "set", "vary"));
        if (!sweep.has("name") || !sweep.has("vary")) {
            throw new IllegalArgumentException("a sweep needs a name and what to vary, but is " + sweep);
        }
        String name = sweep.get("name").getAsString();
        JsonObject vary = object("vary", sweep.get("vary"));
        List<JsonObject> combinations = List.of(new JsonObject());
        for (Map.Entry<String, JsonElement> axis : vary.entrySet()) {
            List<JsonObject> longer = new ArrayList<>();
            JsonArray values = axis.getValue().getAsJsonArray();
            for (JsonObject combination : combinations) {
                for (JsonElement value : values) {
                    JsonObject with = combination.deepCopy();
                    with.add(axis.getKey(), value);
                    longer.add(with);
                }
            }
            combinations = longer;
        }
        JsonObject ownBase = merged(base, part(name, sweep, "set"));
        Map<CloakSettings, Cell> cells = new LinkedHashMap<>();
        for (JsonObject combination : combinations) {
            CloakSettings settings = settings(name, merged(ownBase, combination));
            cells.putIfAbsent(
                    settings,
                    new Cell(
                            combination.asMap().values().stream()
                                    .map(Grid::text)
                                    .toList(),
                            settings));
        }
        return new Sweep(name, List.copyOf(vary.keySet()), List.copyOf(cells.values()));
    }

    private static CloakSettings settings(String sweep, JsonObject json) {
        try {
            CloakSettings settings = GSON.fromJson(json, CloakSettings.class);
            requireUnchanged(json, GSON.toJsonTree(settings).getAsJsonObject());
            return settings;
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("sweep " + sweep + ": " + cause.getMessage(), e);
        }
    }

    /** Gson cuts the fraction off what should be an integer. */
    private static void requireUnchanged(JsonObject given, JsonObject taken) {
        given.entrySet().forEach(setting -> {
            JsonElement value = setting.getValue();
            boolean isNumber = value instanceof JsonPrimitive primitive && primitive.isNumber();
            if (isNumber && value.getAsDouble() != taken.get(setting.getKey()).getAsDouble()) {
                throw new IllegalArgumentException(setting.getKey() + " must be an integer, but is " + value);
            }
        });
    }

    private static JsonObject merged(JsonObject base, JsonObject changes) {
        JsonObject merged = base.deepCopy();
        changes.entrySet().forEach(change -> {
            if (!base.has(change.getKey())) {
                throw new IllegalArgumentException(
                        "unknown setting " + change.getKey() + "; there are " + base.keySet());
            }
            merged.add(change.getKey(), change.getValue());
        });
        return merged;
    }

    private static JsonObject part(String where, JsonObject parent, String key) {
        return parent.has(key) ? object(key + " of " + where, parent.get(key)) : new JsonObject();
    }

    private static JsonObject object(String what, JsonElement element) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException(what + " must be an object, but is " + element);
        }
        return element.getAsJsonObject();
    }

    private static void requireKnown(String what, JsonObject object, Set<String> keys) {
        for (String key : object.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException("unknown key " + key + " in " + what + "; there are " + keys);
            }
        }
    }

    private static String text(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            return primitive.getAsString();
        }
        return value instanceof JsonArray array
                ? String.join("+", array.asList().stream().map(Grid::text).toList())
                : value.toString();
    }
}
