package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.InputSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Input conventions by the names of the projects that use them. */
public final class InputPresets {

    private static final Map<String, InputSpec> PRESETS = presets();

    /** Parts of file names and what they stand for; what contains another comes first. */
    private static final Map<String, String> WORDS = words();

    private InputPresets() {}

    private static Map<String, InputSpec> presets() {
        Map<String, InputSpec> presets = new LinkedHashMap<>();
        presets.put("arcface", InputSpec.arcface());
        presets.put("insightface", InputSpec.arcface());
        presets.put("cosface", InputSpec.arcface());
        presets.put("edgeface", InputSpec.arcface());
        presets.put("mobilefacenet", InputSpec.arcface());
        presets.put("adaface", InputSpec.adaface());
        presets.put("imagenet", InputSpec.imagenet());
        presets.put("raw255", InputSpec.raw255());
        presets.put("sface", InputSpec.raw255());
        presets.put("facenet", InputSpec.facenet());
        presets.put("dlib", InputSpec.dlib());
        presets.put("unit", InputSpec.unit());
        presets.put("caffe", InputSpec.caffe());
        presets.put("vggface", InputSpec.vggface());
        presets.put("vggface2", InputSpec.vggface2());
        return Collections.unmodifiableMap(presets);
    }

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("mobilefacenet", "mobilefacenet");
        words.put("edgeface", "edgeface");
        words.put("adaface", "adaface");
        words.put("arcface", "arcface");
        words.put("cosface", "cosface");
        words.put("insightface", "insightface");
        words.put("glint", "insightface");
        words.put("ms1m", "insightface");
        words.put("w600k", "insightface");
        words.put("iresnet", "insightface");
        words.put("sface", "sface");
        words.put("facenet", "facenet");
        words.put("inception", "facenet");
        words.put("dlib", "dlib");
        return words;
    }

    public static Set<String> names() {
        return PRESETS.keySet();
    }

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    public static InputSpec byName(String name) {
        InputSpec preset = PRESETS.get(name.trim().toLowerCase(Locale.ROOT));
        if (preset == null) {
            throw new IllegalArgumentException("there is no preset " + name.trim() + "; did you mean "
                    + ConventionProperties.nearest(name.trim(), List.copyOf(PRESETS.keySet())) + "? The presets are "
                    + String.join(", ", PRESETS.keySet()));
        }
        return preset;
    }

    /** The preset that a file name speaks of. */
    static Optional<String> mentioned(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return WORDS.entrySet().stream()
                .filter(word -> lower.contains(word.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
