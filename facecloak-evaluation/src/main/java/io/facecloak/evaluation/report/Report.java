package io.facecloak.evaluation.report;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.GroupsResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that a report shows. Immutable; thread-safe as long as nobody paints on its pictures.
 *
 * @param title such as {@code LFW, 10 people}
 * @param settings name and value of whatever is needed to repeat the measurements: options, versions, hashes; in this order
 * @param surrogates names of the recognisers that the methods learnt on; all others are black boxes
 * @param methods one result per method, all on the same data and recognisers
 * @param groups verification by groups of identities, one result per method; may be empty
 * @param sweeps ablations; may be empty
 * @param showcases what protections look like; may be empty
 * @param citePaper whether the paper's own figures stand beside the measured ones, labelled as cited
 */
public record Report(
        String title,
        Map<String, String> settings,
        Set<String> surrogates,
        List<ExperimentResult> methods,
        List<GroupsResult> groups,
        List<Sweep> sweeps,
        List<Showcase> showcases,
        boolean citePaper) {

    /**
     * One table of an ablation.
     *
     * @param axis what is varied
     * @param points the cells, in order
     */
    public record Sweep(String name, String axis, List<Point> points) {

        public Sweep {
            points = List.copyOf(points);
        }
    }

    /**
     * One cell.
     *
     * @param value of what is varied; a sweep of numbers is drawn as a curve, others as bars
     * @param surrogates of this cell
     */
    public record Point(String value, Set<String> surrogates, ExperimentResult result) {

        public Point {
            surrogates = Set.copyOf(surrogates);
        }
    }

    /**
     * @throws IllegalArgumentException if the methods were not measured on the same recognisers
     */
    public Report {
        Objects.requireNonNull(title, "title");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        surrogates = Set.copyOf(surrogates);
        methods = List.copyOf(methods);
        groups = List.copyOf(groups);
        sweeps = List.copyOf(sweeps);
        showcases = List.copyOf(showcases);
        if (methods.stream().map(Report::recognisers).distinct().count() > 1) {
            throw new IllegalArgumentException("methods must be measured on the same recognisers, but have "
                    + methods.stream().map(Report::recognisers).distinct().toList());
        }
    }

    /** A report without verification by groups. */
    public Report(
            String title,
            Map<String, String> settings,
            Set<String> surrogates,
            List<ExperimentResult> methods,
            List<Sweep> sweeps,
            List<Showcase> showcases,
            boolean citePaper) {
        this(title, settings, surrogates, methods, List.of(), sweeps, showcases, citePaper);
    }

    /** This report with verification by groups. */
    public Report withGroups(List<GroupsResult> newGroups) {
        return new Report(title, settings, surrogates, methods, newGroups, sweeps, showcases, citePaper);
    }

    /** A recogniser's name, with a † if it is a surrogate. */
    String marked(String recogniser) {
        return surrogates.contains(recogniser) ? recogniser + " †" : recogniser;
    }

    private static List<String> recognisers(ExperimentResult result) {
        return result.recognisers().stream()
                .map(ExperimentResult.RecogniserResult::fingerprint)
                .toList();
    }
}
