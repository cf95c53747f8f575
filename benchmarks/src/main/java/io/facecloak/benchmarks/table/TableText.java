package io.facecloak.benchmarks.table;

import io.facecloak.benchmarks.table.RecipeResult.Verdict;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import io.facecloak.evaluation.Untouched;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Results as Markdown for people and as tab-separated values for programs.
 *
 * @param conditions what all recipes have in common, a line each
 */
record TableText(List<String> conditions, List<RecipeResult> results) {

    private static final int WORST = 5;

    String markdown() {
        StringBuilder text = new StringBuilder();
        conditions.forEach(line -> text.append(line).append('\n'));
        text.append("""

                PSR in %, in brackets the 95 % bootstrap interval over people (2,000 resamples). Top-1, Top-5: with the default policy for faces; a photo
                whose face was not found or not taken for the person's counts as unprotected. ALL: every face is cloaked. Clean error: what the same
                judges miss of the probes as they are. ‡ taught a recogniser that the cloaks were learnt on; means are over the judges that did not.

                """);
        summary(text);
        text.append("\n## By judge\n\n");
        byJudge(text);
        text.append("\n## The worst photos\n\n");
        worst(text);
        return text.toString();
    }

    private void summary(StringBuilder text) {
        Set<String> measures = measures();
        List<String> heads = new ArrayList<>(
                List.of("recipe", "Top-1", "Top-5", "ALL: Top-1", "clean error", "no face", "not matched"));
        heads.addAll(measures);
        heads.add("seconds");
        row(text, heads);
        row(text, Collections.nCopies(heads.size(), "---"));
        for (RecipeResult result : results) {
            List<Verdict> judges = result.impartial();
            List<String> cells = new ArrayList<>(List.of(
                    result.recipe().name(),
                    cell(RecipeResult.mean(judges, Protecting.DEFAULT, 1)),
                    cell(RecipeResult.mean(judges, Protecting.DEFAULT, 5)),
                    cell(RecipeResult.mean(judges, Protecting.ALL, 1)),
                    cell(RecipeResult.cleanError(judges, 1)),
                    percent(result.share(Untouched.NO_FACE)) + " %",
                    percent(result.share(Untouched.UNMATCHED)) + " %"));
            Map<String, Double> means = Look.means(result.looks());
            measures.forEach(measure -> cells.add(number("%.3f", means.getOrDefault(measure, Double.NaN))));
            cells.add(number("%.1f", result.seconds()));
            row(text, cells);
        }
    }

    private void byJudge(StringBuilder text) {
        row(text, List.of("recipe", "judge", "Top-1", "Top-5", "ALL: Top-1", "clean error Top-1", "Top-5"));
        row(text, Collections.nCopies(7, "---"));
        for (RecipeResult result : results) {
            for (Verdict verdict : result.verdicts()) {
                judgeRow(text, result, verdict.judge() + (verdict.taught() ? " ‡" : ""), List.of(verdict));
            }
            if (result.impartial().size() > 1) {
                judgeRow(text, result, "mean of " + result.impartial().size(), result.impartial());
            }
        }
    }

    private static void judgeRow(StringBuilder text, RecipeResult result, String name, List<Verdict> verdicts) {
        row(
                text,
                List.of(
                        result.recipe().name(),
                        name,
                        cell(RecipeResult.mean(verdicts, Protecting.DEFAULT, 1)),
                        cell(RecipeResult.mean(verdicts, Protecting.DEFAULT, 5)),
                        cell(RecipeResult.mean(verdicts, Protecting.ALL, 1)),
                        cell(RecipeResult.cleanError(verdicts, 1)),
                        cell(RecipeResult.cleanError(verdicts, 5))));
    }

    private void worst(StringBuilder text) {
        row(text, List.of("recipe", "photo", "found at Top-1 by", "similarity", "why"));
        row(text, Collections.nCopies(5, "---"));
        for (RecipeResult result : results) {
            for (WorstPhotos.Worst photo : WorstPhotos.of(result, WORST)) {
                row(
                        text,
                        List.of(
                                result.recipe().name(),
                                photo.photo(),
                                photo.judges() + " of " + photo.of(),
                                number("%.2f", photo.similarity()),
                                photo.reason()));
            }
        }
        for (RecipeResult result : results) {
            result.noCloak().forEach((person, why) -> text.append("\nNo cloak by ")
                    .append(result.recipe().name())
                    .append(" for ")
                    .append(person)
                    .append(": ")
                    .append(why)
                    .append('\n'));
            String left = result.untouched().stream()
                    .map(photo -> photo.getKey() + " (" + photo.getValue() + ")")
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!left.isEmpty()) {
                text.append("\nLeft as they are by ")
                        .append(result.recipe().name())
                        .append(": ")
                        .append(left)
                        .append('\n');
            }
        }
    }

    /** One row for every recipe and judge; the row of judge {@code mean} is over those that taught nobody. */
    String tsv() {
        Set<String> measures = measures();
        StringBuilder text = new StringBuilder("recipe\tjudge\ttaught\tpeople\tprobes");
        for (String rate : List.of("top1", "top5", "all_top1", "all_top5", "clean_top1", "clean_top5")) {
            text.append(String.format("\t%1$s\t%1$s_low\t%1$s_high", rate));
        }
        text.append("\tno_face\tnot_matched");
        measures.forEach(measure -> text.append('\t').append(measure));
        text.append("\tseconds\toptions\n");
        for (RecipeResult result : results) {
            for (Verdict verdict : result.verdicts()) {
                tsvRow(text, result, verdict.judge(), List.of(verdict), measures);
            }
            tsvRow(text, result, "mean", result.impartial(), measures);
        }
        return text.toString();
    }

    private static void tsvRow(
            StringBuilder text, RecipeResult result, String name, List<Verdict> verdicts, Set<String> measures) {
        Verdict first = verdicts.get(0);
        List<String> cells = new ArrayList<>(List.of(
                result.recipe().name(),
                name,
                String.valueOf(verdicts.stream().anyMatch(Verdict::taught)),
                String.valueOf(first.clean().top(1).psrByIdentity().size()),
                String.valueOf(first.clean().ranks().size())));
        for (String policy : List.of(Protecting.DEFAULT, Protecting.ALL)) {
            addAll(cells, RecipeResult.mean(verdicts, policy, 1));
            addAll(cells, RecipeResult.mean(verdicts, policy, 5));
        }
        addAll(cells, RecipeResult.cleanError(verdicts, 1));
        addAll(cells, RecipeResult.cleanError(verdicts, 5));
        cells.add(String.valueOf(result.share(Untouched.NO_FACE)));
        cells.add(String.valueOf(result.share(Untouched.UNMATCHED)));
        Map<String, Double> means = Look.means(result.looks());
        measures.forEach(measure -> cells.add(String.valueOf(means.getOrDefault(measure, Double.NaN))));
        cells.add(String.valueOf(result.seconds()));
        cells.add(result.recipe().specification());
        text.append(String.join("\t", cells)).append('\n');
    }

    private static void addAll(List<String> cells, Estimate estimate) {
        cells.add(String.valueOf(estimate.psr()));
        cells.add(String.valueOf(estimate.interval().low()));
        cells.add(String.valueOf(estimate.interval().high()));
    }

    private Set<String> measures() {
        return results.stream()
                .flatMap(result -> result.looks().stream().limit(1))
                .findFirst()
                .map(look -> look.values().keySet())
                .orElse(Collections.emptySet());
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String cell(Estimate estimate) {
        return percent(estimate.psr()) + " [" + percent(estimate.interval().low()) + ", "
                + percent(estimate.interval().high()) + "]";
    }

    private static String percent(double rate) {
        return number("%.1f", 100 * rate);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
