package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.DisturbedResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sweeps of disturbances, put together from names like {@code jpeg 75}.
 *
 * @param kind such as {@code jpeg}
 * @param strengths the numbers after the kind
 * @param psr name of the recogniser to its Top-1 PSR in percent at each strength
 */
record Robustness(String kind, List<Double> strengths, Map<String, List<Double>> psr) {

    private static final Pattern NUMBERED = Pattern.compile("(.+) (\\d+(?:\\.\\d+)?)");

    /** A disturbance whose name has no number belongs to no sweep. */
    static List<Robustness> of(ExperimentResult result) {
        Map<String, Robustness> sweeps = new LinkedHashMap<>();
        for (RecogniserResult recogniser : result.recognisers()) {
            for (DisturbedResult disturbed : recogniser.disturbed()) {
                Matcher parts = NUMBERED.matcher(disturbed.disturbance());
                if (!parts.matches()) {
                    continue;
                }
                String kind = parts.group(1);
                double strength = Double.parseDouble(parts.group(2));
                Robustness sweep = sweeps.computeIfAbsent(
                        kind, name -> new Robustness(name, new ArrayList<>(), new LinkedHashMap<>()));
                if (!sweep.strengths().contains(strength)) {
                    sweep.strengths().add(strength);
                }
                sweep.add(recogniser.recogniser(), disturbed.guarded().top(1).psr());
                sweep.add(
                        recogniser.recogniser() + Charts.REFERENCE,
                        disturbed.clean().top(1).psr());
            }
        }
        return List.copyOf(sweeps.values());
    }

    private void add(String series, double rate) {
        psr.computeIfAbsent(series, name -> new ArrayList<>()).add(100 * rate);
    }
}
