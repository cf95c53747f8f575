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

    private static final double LEVEL = 0.95;
    private static final int RESAMPLES = 2000;

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
     * The PSR with its 95 % bootstrap interval of 2,000 resamples of people; the same every time.
     *
     * @throws IllegalStateException if there are no probes
     */
    public Estimate estimate() {
        return meanEstimate(List.of(this));
    }

    /**
     * The mean of several recognisers' rates, each with the same weight, with its 95 % bootstrap interval of 2,000 resamples; the same
     * every time. A resample holds the same people for every recogniser: their judgements of one person are no independent observations.
     *
     * @param rates of the same people, at least one
     * @throws IllegalArgumentException if the rates are of different people
     * @throws IllegalStateException if there is no rate, or there are no probes
     */
    public static Estimate meanEstimate(List<ProtectionRate> rates) {
        Interval interval = meanInterval(rates, LEVEL, RESAMPLES, new SplittableRandom(0));
        return new Estimate(
                rates.stream().mapToDouble(ProtectionRate::psr).average().orElseThrow(),
                interval,
                rates.get(0).outcomes().size());
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
        return meanInterval(List.of(this), level, resamples, random);
    }

    private static Interval meanInterval(
            List<ProtectionRate> rates, double level, int resamples, RandomGenerator random) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level must be in (0, 1), but is " + level);
        }
        if (resamples < 1) {
            throw new IllegalArgumentException("resamples must be at least 1, but is " + resamples);
        }
        if (rates.isEmpty() || rates.stream().anyMatch(rate -> rate.outcomes().isEmpty())) {
            throw new IllegalStateException("no probes, hence no interval");
        }
        List<Tally[]> tallies = rates.stream().map(ProtectionRate::tallies).toList();
        if (rates.stream().map(rate -> rate.byIdentity().keySet()).distinct().count() > 1) {
            throw new IllegalArgumentException("the rates must be of the same people");
        }
        int people = tallies.get(0).length;
        double[] means = new double[resamples];
        int[] drawn = new int[people];
        for (int i = 0; i < resamples; i++) {
            for (int draw = 0; draw < people; draw++) {
                drawn[draw] = random.nextInt(people);
            }
            for (Tally[] each : tallies) {
                means[i] += rate(each, drawn) / tallies.size();
            }
        }
        Arrays.sort(means);
        return new Interval(quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2));
    }

    /** How many probes of a person there are, and how many of them are protected. */
    private record Tally(int successes, int probes) {}

    /** In the order of the names. */
    private Tally[] tallies() {
        return byIdentity().values().stream()
                .map(own ->
                        new Tally((int) own.stream().filter(Outcome::success).count(), own.size()))
                .toArray(Tally[]::new);
    }

    private static double rate(Tally[] people, int[] drawn) {
        int successes = 0;
        int probes = 0;
        for (int person : drawn) {
            successes += people[person].successes();
            probes += people[person].probes();
        }
        return (double) successes / probes;
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
