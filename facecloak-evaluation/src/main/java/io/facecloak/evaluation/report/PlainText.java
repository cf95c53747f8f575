package io.facecloak.evaluation.report;

/**
 * Text that nothing but shows itself. File names, and texts inside files, may hold what a terminal obeys (escape sequences that fill the
 * clipboard, change the window's title or hide lines), line breaks that forge further lines, and signs that turn the order of the
 * letters round. Whatever is shown goes through here; such signs come out as their number, {@code \}{@code u001b}.
 */
public final class PlainText {

    private PlainText() {}

    /** On one line: line breaks come out as {@code \n} and {@code \r}. */
    public static String of(String text) {
        return plain(text, false);
    }

    /**
     * As {@link #of}, but line feeds, also those of Windows, and tabs stay: for text whose lines are the program's own. JSON stays the same JSON.
     */
    public static String lines(String text) {
        return plain(text, true);
    }

    private static String plain(String text, boolean lines) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (!isActive(c) || lines && (ends || c == '\t')) {
                plain.append(c);
            } else {
                plain.append(number(c));
            }
        }
        return plain.toString();
    }

    private static String number(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }

    private static boolean isActive(char c) {
        return Character.isISOControl(c) || isLineBreak(c) || turnsTextRound(c);
    }

    private static boolean isLineBreak(char c) {
        return c == '\u2028' || c == '\u2029';
    }

    private static boolean turnsTextRound(char c) {
        return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }
}
