package io.facecloak.evaluation.report;

import java.util.Locale;

/** Figures as a reader sees them. */
final class Figures {

    private Figures() {}

    /** A rate in percent, with one decimal. */
    static String percent(double rate) {
        return number("%.1f", 100 * rate);
    }

    static String number(String format, double value) {
        return Double.isInfinite(value) ? "∞" : Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
