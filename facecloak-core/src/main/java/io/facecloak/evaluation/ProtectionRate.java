package io.facecloak.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The protection success rate (PSR): the share of probes that are protected. Immutable and thread-safe.
 *
 * @param outcomes one per probe
 */
public record ProtectionRate(List<Outcome> outcomes) {

    /** Whether one probe of an identity was protected. */
    public record Outcome(String identity, boolean success) {}

    /**
     * The rate with its uncertainty, for tables.
     *
     * @param psr 0..1
     * @param interval 95 % bootstrap interval
     * @param probes how many
     */
    public record Estimate(double psr, Interval interval, int probes) {}

    /** A range of rates, 0..1. */
    public record Interval(double low, double high) {}

    public ProtectionRate {
        outcomes = List.copyOf(outcomes);
    }

    /** The PSR over all probes, 0..1; NaN without a probe. */
    public double psr() {
        return rate(outcomes);
    }

    /**
     * The PSR with its 95 % bootstrap interval of 1,000 resamples; the same every time.
     *
     * @throws IllegalStateException if there are no probes
     */
    public Estimate estimate() {
        return new Estimate(psr(), interval(0.95, 1000, new SplittableRandom(0)), outcomes.size());
    }

    /** The PSR of every identity, sorted by name. */
    public SortedMap<String, Double> psrByIdentity() {
        SortedMap<String, Double> rates = new TreeMap<>();
        byIdentity().forEach((identity, own) -> rates.put(identity, rate(own)));
        return rates;
    }

    /**
     * A percentile bootstrap interval of the PSR. Whole identities are resampled: the probes of one person share a cloak, so they are no
     * independent observations.
     *
     * @param level confidence in (0, 1), such as 0.95
     * @param resamples how many, at least 1; a thousand is customary
     * @param random the only source of chance
     * @throws IllegalArgumentException if an argument is out of range
     * @throws IllegalStateException if there are no probes
     */
    public Interval interval(double level, int resamples, RandomGenerator random) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level must be in (0, 1), but is " + level);
        }
        if (resamples < 1) {
            throw new IllegalArgumentException("resamples must be at least 1, but is " + resamples);
        }
        if (outcomes.isEmpty()) {
            throw new IllegalStateException("no probes, hence no interval");
        }
        List<List<Outcome>> identities = List.copyOf(byIdentity().values());
        int[] protectedProbes = identities.stream()
                .mapToInt(own -> (int) own.stream().filter(Outcome::success).count())
                .toArray();
        double[] rates = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            int successes = 0;
            int probes = 0;
            for (int draw = 0; draw < protectedProbes.length; draw++) {
                int drawn = random.nextInt(protectedProbes.length);
                successes += protectedProbes[drawn];
                probes += identities.get(drawn).size();
            }
            rates[i] = (double) successes / probes;
        }
        Arrays.sort(rates);
        return new Interval(quantile(rates, (1 - level) / 2), quantile(rates, (1 + level) / 2));
    }

    private SortedMap<String, List<Outcome>> byIdentity() {
        return outcomes.stream().collect(Collectors.groupingBy(Outcome::identity, TreeMap::new, Collectors.toList()));
    }

    private static double rate(List<Outcome> outcomes) {
        long successes = outcomes.stream().filter(Outcome::success).count();
        return (double) successes / outcomes.size();
    }

    /** Linear between the order statistics. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
