package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.InputSpec.InputCrop;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;

/** Reads an input convention from the keys of a {@code .properties} file; {@link InputConventions} tells their meaning. */
final class ConventionProperties {

    private static final List<String> KEYS =
            List.of("preset", "size", "order", "scale", "mean", "std", "crop", "margin", "match.threshold");

    private final Properties properties;

    private ConventionProperties(Properties properties) {
        this.properties = properties;
    }

    /**
     * @throws IllegalArgumentException if there is a key of another name, or a value is wrong: the message says which, and what would do
     */
    static InputSpec parse(Properties properties) {
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("there is no key " + key + "; did you mean " + nearest(key, KEYS)
                        + "? The keys are " + String.join(", ", KEYS));
            }
        }
        return new ConventionProperties(properties).spec();
    }

    private InputSpec spec() {
        InputSpec preset = InputSpec.preset(text("preset", "arcface"));
        return new InputSpec(
                size(preset.size()),
                order(preset.order()),
                number("scale", preset.scale()),
                threeNumbers("mean", preset.mean()),
                threeNumbers("std", preset.std()),
                crop(preset.crop()),
                number("match.threshold", preset.matchThreshold()));
    }

    private String text(String key, String missing) {
        return properties.getProperty(key, missing).trim();
    }

    private int size(int missing) {
        String text = text("size", String.valueOf(missing));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong("size", "a whole number of pixels", text);
        }
    }

    private ColourOrder order(ColourOrder missing) {
        String text = text("order", missing.name());
        return Arrays.stream(ColourOrder.values())
                .filter(order -> order.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> wrong("order", "RGB or BGR", text));
    }

    private double number(String key, double missing) {
        String text = text(key, String.valueOf(missing));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(key, "a number", text);
        }
    }

    private List<Double> threeNumbers(String key, List<Double> missing) {
        if (!properties.containsKey(key)) {
            return missing;
        }
        String expected = "one number or three, separated by commas";
        List<Double> numbers = numbers(key, expected);
        return switch (numbers.size()) {
            case 1 -> List.of(numbers.get(0), numbers.get(0), numbers.get(0));
            case 3 -> numbers;
            default -> throw wrong(key, expected, text(key, ""));
        };
    }

    private InputCrop crop(InputCrop missing) {
        if (properties.containsKey("margin")) {
            if (properties.containsKey("crop")) {
                throw new IllegalArgumentException("crop and margin exclude each other; leave one of them out");
            }
            return InputCrop.withMargin(number("margin", 0));
        }
        if (!properties.containsKey("crop")) {
            return missing;
        }
        String text = text("crop", "");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "aligned" -> InputCrop.ALIGNED;
            case "dlib" -> InputCrop.DLIB;
            default -> {
                String expected = "aligned, dlib, or three numbers left, top and side, separated by commas";
                List<Double> numbers = numbers("crop", expected);
                if (numbers.size() != 3) {
                    throw wrong("crop", expected, text);
                }
                yield new InputCrop(numbers.get(0), numbers.get(1), numbers.get(2));
            }
        };
    }

    private List<Double> numbers(String key, String expected) {
        String text = text(key, "");
        try {
            return Arrays.stream(text.split(",", -1)).map(Double::parseDouble).toList();
        } catch (NumberFormatException e) {
            throw wrong(key, expected, text);
        }
    }

    private static IllegalArgumentException wrong(String key, String expected, String found) {
        return new IllegalArgumentException(key + " must be " + expected + ", but is " + found);
    }

    /** A word that is a part of it or the other way round, else the one that the fewest changed letters lead to. */
    static String nearest(String word, List<String> words) {
        String lower = word.toLowerCase(Locale.ROOT);
        return words.stream()
                .min(Comparator.comparingInt(
                        other -> other.contains(lower) || lower.contains(other) ? 0 : distance(lower, other)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
