package io.facecloak.onnx;

import io.facecloak.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Finds the input convention of a model file: in {@code <model>.properties} beside it (for {@code face.onnx}:
 * {@code face.properties}), else by the file's name among the well-known public models.
 *
 * <p>Keys, all optional: {@code preset} (arcface, adaface, imagenet, raw255, facenet; the others change it), {@code size},
 * {@code order} (RGB, BGR), {@code scale}, {@code mean} and {@code std} (one number or three, separated by commas),
 * {@code match.threshold}.
 */
final class InputConventions {

    private static final String KNOWN_MODELS = "known-models.properties";

    private InputConventions() {}

    /**
     * @throws ModelException if the file beside the model cannot be read or holds wrong values
     */
    static Optional<InputSpec> of(Path model) {
        String name = stem(model);
        Path beside = model.resolveSibling(name + ".properties");
        if (Files.exists(beside)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(beside)) {
                properties.load(reader);
                return Optional.of(parse(properties, ""));
            } catch (IOException | IllegalArgumentException e) {
                throw new ModelException("the input convention " + beside + " is wrong: " + e.getMessage(), e);
            }
        }
        Properties known = knownModels();
        String prefix = name.toLowerCase(Locale.ROOT) + ".";
        return known.stringPropertyNames().stream().anyMatch(key -> key.startsWith(prefix))
                ? Optional.of(parse(known, prefix))
                : Optional.empty();
    }

    /** The file's name without its extension. */
    static String stem(Path model) {
        String name = model.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static InputSpec parse(Properties properties, String prefix) {
        InputSpec preset = preset(properties.getProperty(prefix + "preset", "arcface"));
        return new InputSpec(
                (int) number(properties, prefix + "size", preset.size()),
                ColourOrder.valueOf(properties
                        .getProperty(prefix + "order", preset.order().name())
                        .trim()
                        .toUpperCase(Locale.ROOT)),
                number(properties, prefix + "scale", preset.scale()),
                numbers(properties, prefix + "mean", preset.mean()),
                numbers(properties, prefix + "std", preset.std()),
                number(properties, prefix + "match.threshold", preset.matchThreshold()));
    }

    private static InputSpec preset(String name) {
        return switch (name.trim().toLowerCase(Locale.ROOT)) {
            case "arcface" -> InputSpec.arcface();
            case "adaface" -> InputSpec.adaface();
            case "imagenet" -> InputSpec.imagenet();
            case "raw255" -> InputSpec.raw255();
            case "facenet" -> InputSpec.facenet();
            default -> throw new IllegalArgumentException("unknown preset " + name);
        };
    }

    private static double number(Properties properties, String key, double missing) {
        String text = properties.getProperty(key);
        return text == null ? missing : Double.parseDouble(text.trim());
    }

    private static List<Double> numbers(Properties properties, String key, List<Double> missing) {
        String text = properties.getProperty(key);
        if (text == null) {
            return missing;
        }
        List<Double> numbers =
                Arrays.stream(text.split(",")).map(Double::parseDouble).toList();
        return numbers.size() == 1 ? List.of(numbers.get(0), numbers.get(0), numbers.get(0)) : numbers;
    }

    private static Properties knownModels() {
        Properties properties = new Properties();
        try (InputStream stream = InputConventions.class.getResourceAsStream(KNOWN_MODELS)) {
            properties.load(stream);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
