package io.facecloak.onnx.internal.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelStoreException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Parses a catalogue's JSON. Strict: keys that mean nothing are refused, so that a misspelt hash does not pass for a missing one. */
public final class CatalogueReader {

    private CatalogueReader() {}

    /**
     * @param source what is read, for messages
     * @throws ModelStoreException if it is malformed
     */
    public static List<ModelEntry> read(String source, byte[] json) {
        try {
            JsonObject root = object(StrictJson.parse(json), "the file", Set.of("models"));
            List<ModelEntry> entries = new ArrayList<>();
            object(root.get("models"), "\"models\"", null)
                    .asMap()
                    .forEach((name, model) -> entries.add(entry(name, model)));
            return entries;
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelStoreException(
                    ModelStoreException.Reason.CATALOGUE, source + " is malformed: " + e.getMessage(), e);
        }
    }

    private static ModelEntry entry(String name, JsonElement model) {
        String where = "the model " + name;
        JsonObject node = object(model, where, Set.of("description", "licence", "licencePage", "input", "files"));
        List<ModelFile> files = new ArrayList<>();
        for (JsonElement file : array(node, "files", where)) {
            files.add(file(file, "a file of " + name));
        }
        Map<String, String> input = new LinkedHashMap<>();
        if (node.has("input")) {
            JsonObject convention = object(node.get("input"), "input of " + name, null);
            convention.keySet().forEach(key -> input.put(key, text(convention, key, "input of " + name)));
        }
        return new ModelEntry(
                name,
                text(node, "description", where),
                text(node, "licence", where),
                node.has("licencePage") ? Optional.of(URI.create(text(node, "licencePage", where))) : Optional.empty(),
                input,
                files);
    }

    private static ModelFile file(JsonElement file, String where) {
        JsonObject node = object(file, where, Set.of("path", "urls", "size", "sha256"));
        List<URI> urls = new ArrayList<>();
        for (JsonElement url : array(node, "urls", where)) {
            urls.add(URI.create(text(url)
                    .orElseThrow(() -> new IllegalArgumentException("\"urls\" of " + where + " must be texts"))));
        }
        return new ModelFile(
                text(node, "path", where),
                urls,
                node.has("size") ? OptionalLong.of(bytes(node.get("size"), where)) : OptionalLong.empty(),
                node.has("sha256") ? Optional.of(text(node, "sha256", where)) : Optional.empty());
    }

    private static long bytes(JsonElement size, String where) {
        if (size instanceof JsonPrimitive value && value.isNumber()) {
            BigDecimal number = value.getAsBigDecimal();
            if (number.scale() == 0 && number.toBigInteger().bitLength() < Long.SIZE) {
                return number.longValueExact();
            }
        }
        throw new IllegalArgumentException("\"size\" of " + where + " must be a number of bytes");
    }

    /** @param keys the keys that it may have, or null for any */
    private static JsonObject object(JsonElement element, String where, Set<String> keys) {
        if (!(element instanceof JsonObject object)) {
            throw new IllegalArgumentException(where + " must be an object");
        }
        for (String key : object.keySet()) {
            if (keys != null && !keys.contains(key)) {
                throw new IllegalArgumentException(where + " has the unknown key \"" + key + "\"");
            }
        }
        return object;
    }

    private static JsonArray array(JsonObject node, String key, String where) {
        if (!(node.get(key) instanceof JsonArray array)) {
            throw new IllegalArgumentException("\"" + key + "\" of " + where + " must be a list");
        }
        return array;
    }

    private static String text(JsonObject node, String key, String where) {
        return text(node.get(key))
                .orElseThrow(() -> new IllegalArgumentException("\"" + key + "\" of " + where + " must be a text"));
    }

    private static Optional<String> text(JsonElement element) {
        return element instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }
}
