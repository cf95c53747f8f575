package io.facecloak.app.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How fast something goes, in words. Nothing is said where there is nothing to say yet.
 *
 * @param units how many were done
 * @param elapsed in which time
 */
record Pace(double units, Duration elapsed) {

    private static final double NANOS = 1e9;

    /** Of the units of time that a rate is told in, the first in which its number is not tiny. */
    private enum Per {
        SECOND("s", 1),
        MINUTE("min", 60),
        HOUR("h", 3600);

        private final String sign;
        private final int seconds;

        Per(String sign, int seconds) {
            this.sign = sign;
            this.seconds = seconds;
        }
    }

    /** Such as {@code 0.8/s} or {@code 1.5/min}; empty before anything is done. */
    String rate(String unit) {
        double perSecond = perSecond();
        for (Per per : Per.values()) {
            double rate = perSecond * per.seconds;
            if (rate >= 0.1) {
                return String.format(Locale.ROOT, "%.1f%s/%s", rate, unit, per.sign);
            }
        }
        return "";
    }

    /** How long the rest takes if it goes on like that. */
    Optional<Duration> timeFor(double rest) {
        double perSecond = perSecond();
        return perSecond > 0 && rest >= 0
                ? Optional.of(Duration.ofSeconds(Math.round(rest / perSecond)))
                : Optional.empty();
    }

    private double perSecond() {
        double seconds = elapsed.toNanos() / NANOS;
        return seconds > 0 && units > 0 ? units / seconds : 0;
    }
}
