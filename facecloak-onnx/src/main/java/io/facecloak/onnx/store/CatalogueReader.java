package io.facecloak.onnx.store;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Parses a catalogue's JSON. Strict: keys that mean nothing are refused, so that a misspelt hash does not pass for a missing one. */
final class CatalogueReader {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int MAX_DEPTH = 16;

    /** More than a long has. */
    private static final int MAX_DIGITS = 20;

    private CatalogueReader() {}

    /**
     * @param source what is read, for messages
     * @throws ModelStoreException if it is malformed
     */
    static List<ModelEntry> read(String source, byte[] json) {
        try {
            requireModest(json);
            JsonNode root = JSON.readTree(json);
            requireObject(root, "the file", Set.of("models"));
            JsonNode models = root.get("models");
            if (models == null || !models.isObject()) {
                throw new IllegalArgumentException("\"models\" must be an object");
            }
            List<ModelEntry> entries = new ArrayList<>();
            for (Iterator<Map.Entry<String, JsonNode>> fields = models.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                entries.add(entry(field.getKey(), field.getValue()));
            }
            return entries;
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelStoreException(
                    ModelStoreException.Reason.CATALOGUE, source + " is malformed: " + e.getMessage(), e);
        }
    }

    /** The parser takes time that grows with the square of a document's depth, and of a number's length. */
    private static void requireModest(byte[] json) throws IOException {
        int depth = 0;
        try (JsonParser tokens = JSON.createParser(json)) {
            for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH);
                }
                if (token.isNumeric() && tokens.getTextLength() > MAX_DIGITS) {
                    throw new IllegalArgumentException("a number has more than " + MAX_DIGITS + " digits");
                }
            }
        }
    }

    private static ModelEntry entry(String name, JsonNode node) {
        String where = "the model " + name;
        requireObject(node, where, Set.of("description", "licence", "licencePage", "input", "files"));
        List<ModelFile> files = new ArrayList<>();
        for (JsonNode file : array(node, "files", where)) {
            files.add(file(file, "a file of " + name));
        }
        Map<String, String> input = new LinkedHashMap<>();
        JsonNode convention = node.get("input");
        if (convention != null) {
            requireObject(convention, "input of " + name, null);
            convention.fieldNames().forEachRemaining(key -> input.put(key, text(convention, key, "input of " + name)));
        }
        return new ModelEntry(
                name,
                text(node, "description", where),
                text(node, "licence", where),
                node.has("licencePage") ? Optional.of(URI.create(text(node, "licencePage", where))) : Optional.empty(),
                input,
                files);
    }

    private static ModelFile file(JsonNode node, String where) {
        requireObject(node, where, Set.of("path", "urls", "size", "sha256"));
        List<URI> urls = new ArrayList<>();
        for (JsonNode url : array(node, "urls", where)) {
            if (!url.isTextual()) {
                throw new IllegalArgumentException("\"urls\" of " + where + " must be texts");
            }
            urls.add(URI.create(url.textValue()));
        }
        JsonNode size = node.get("size");
        if (size != null && !(size.isIntegralNumber() && size.canConvertToLong())) {
            throw new IllegalArgumentException("\"size\" of " + where + " must be a number of bytes");
        }
        return new ModelFile(
                text(node, "path", where),
                urls,
                size == null ? OptionalLong.empty() : OptionalLong.of(size.longValue()),
                node.has("sha256") ? Optional.of(text(node, "sha256", where)) : Optional.empty());
    }

    /** @param keys the keys that it may have, or null for any */
    private static void requireObject(JsonNode node, String where, Set<String> keys) {
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException(where + " must be an object");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (keys != null && !keys.contains(key)) {
                throw new IllegalArgumentException(where + " has the unknown key \"" + key + "\"");
            }
        });
    }

    private static JsonNode array(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || !value.isArray()) {
            throw new IllegalArgumentException("\"" + key + "\" of " + where + " must be a list");
        }
        return value;
    }

    private static String text(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("\"" + key + "\" of " + where + " must be a text");
        }
        return value.textValue();
    }
}
