package io.facecloak.onnx.internal.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** One JSON document in UTF-8 to the letter of its standard: a key that occurs twice, or text after the end, is refused as well. */
final class StrictJson {

    private static final int MAX_DEPTH = 16;

    /** More than a long has. */
    private static final int MAX_DIGITS = 20;

    private final JsonReader reader;

    private StrictJson(JsonReader reader) {
        this.reader = reader;
    }

    /**
     * @throws IOException if it is no JSON
     * @throws IllegalArgumentException if a key occurs twice, or it is nested deeply, or a number is long
     */
    static JsonElement parse(byte[] json) throws IOException {
        // A decoder of its own: the reader's usual one replaces what is no UTF-8.
        try (JsonReader reader = new JsonReader(
                new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement root = new StrictJson(reader).element(0);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("something follows its end");
            }
            return root;
        }
    }

    private JsonElement element(int depth) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(below(depth));
            case BEGIN_ARRAY -> array(below(depth));
            case NUMBER -> number();
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> new JsonPrimitive(reader.nextString());
        };
    }

    private static int below(int depth) {
        if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH);
        }
        return depth + 1;
    }

    private JsonObject object(int depth) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (object.has(key)) {
                throw new IllegalArgumentException("\"" + key + "\" occurs twice in " + reader.getPath());
            }
            object.add(key, element(depth));
        }
        reader.endObject();
        return object;
    }

    private JsonArray array(int depth) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(element(depth));
        }
        reader.endArray();
        return array;
    }

    private JsonPrimitive number() throws IOException {
        String digits = reader.nextString();
        if (digits.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("a number has more than " + MAX_DIGITS + " digits");
        }
        return new JsonPrimitive(new BigDecimal(digits));
    }
}
