package io.facecloak.onnx.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        long[] result = output.chars()
                .mapToLong(letter -> lengths.getOrDefault(letter, 0L))
                .toArray();
        return Arrays.stream(result).anyMatch(length -> length == 0) ? null : result;
    }
}
