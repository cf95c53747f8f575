package io.facecloak.onnx.internal.operator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an {@code Einsum} multiplies and sums: one letter per axis. Without an ellipsis and without axes that occur twice in one operand.
 *
 * @param operands the letters of each operand
 * @param output the letters of the result
 */
public record EinsumEquation(List<String> operands, String output) {

    /**
     * Reads an equation such as {@code bij,bjk->bik}, or {@code bij,bjk}, whose result has the letters that occur once, in their order.
     *
     * @return nothing if it is of another kind
     */
    public static Optional<EinsumEquation> parse(String text) {
        String equation = text.replace(" ", "");
        int arrow = equation.indexOf("->");
        String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        String output = arrow < 0 ? lettersThatOccurOnce(terms) : equation.substring(arrow + 2);
        return isSimple(output) && Arrays.stream(terms).allMatch(EinsumEquation::isSimple)
                ? Optional.of(new EinsumEquation(List.of(terms), output))
                : Optional.empty();
    }

    private static boolean isSimple(String term) {
        return term.chars().allMatch(Character::isLetter)
                && term.chars().distinct().count() == term.length();
    }

    private static String lettersThatOccurOnce(String[] terms) {
        Map<Character, Integer> counts = new TreeMap<>();
        String.join("", terms).chars().forEach(letter -> counts.merge((char) letter, 1, Integer::sum));
        StringBuilder once = new StringBuilder();
        counts.forEach((letter, count) -> {
            if (count == 1) {
                once.append(letter);
            }
        });
        return once.toString();
    }

    /** The shape of the result, or null if the operands' shapes do not fit. */
    long[] shape(List<long[]> shapes) {
        Map<Integer, Long> lengths = lengths(shapes);
        if (lengths == null) {
            return null;
        }
        long[] result = output.chars()
                .mapToLong(letter -> lengths.getOrDefault(letter, 0L))
                .toArray();
        return Arrays.stream(result).anyMatch(length -> length == 0) ? null : result;
    }

    /**
     * The multiplications with addition that it costs to multiply the operands one after the other, from the left. A single operand is only
     * summed.
     *
     * @param shapes of the operands; null where they are not known
     * @return nothing if the shapes are not known or do not fit
     */
    public OptionalLong multiplyAdds(List<long[]> shapes) {
        Map<Integer, Long> lengths = lengths(shapes);
        if (lengths == null) {
            return OptionalLong.empty();
        }
        long count = 0;
        String product = operands.get(0);
        for (int i = 1; i < operands.size(); i++) {
            String letters = product + operands.get(i);
            count += letters.chars().distinct().mapToLong(lengths::get).reduce(1, (a, b) -> a * b);
            String needed = output + String.join("", operands.subList(i + 1, operands.size()));
            product = letters.chars()
                    .distinct()
                    .filter(letter -> needed.indexOf(letter) >= 0)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
        }
        return OptionalLong.of(count);
    }

    /** The length of the axis of every letter, or null if the operands' shapes do not fit. */
    private Map<Integer, Long> lengths(List<long[]> shapes) {
        Map<Integer, Long> lengths = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            String letters = operands.get(i);
            if (i >= shapes.size() || shapes.get(i) == null || shapes.get(i).length != letters.length()) {
                return null;
            }
            for (int axis = 0; axis < letters.length(); axis++) {
                lengths.merge((int) letters.charAt(axis), shapes.get(i)[axis], Math::max);
            }
        }
        return lengths;
    }
}
