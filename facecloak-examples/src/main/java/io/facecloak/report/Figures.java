package io.facecloak.report;

import java.util.Locale;

/** Figures as a reader sees them. */
final class Figures {

    private Figures() {}

    /** A rate in percent, with one decimal. */
    static String percent(double rate) {
        return number("%.1f", 100 * rate);
    }

    /** The mean of rates in percent; a dash without any. */
    static String average(double[] rates) {
        double sum = 0;
        for (double rate : rates) {
            sum += rate;
        }
        return rates.length == 0 ? "–" : percent(sum / rates.length);
    }

    static String number(String format, double value) {
        return Double.isInfinite(value) ? "∞" : Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
