package io.facecloak.benchmarks.looks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What reviewers' answers say of one recipe. */
final class BlindScore {

    /** The normal distribution's 97.5th percentile, for 95 % intervals. */
    private static final double Z = 1.959964;

    /**
     * A share of answers with its Wilson interval (Wilson 1927). What several reviewers say of one face is not independent, so the
     * interval is that of as many answers as there are faces.
     *
     * @param faces different ones
     */
    record Share(double share, double low, double high, int faces, int answers) {

        static Share of(int hits, int answers, int faces) {
            double p = (double) hits / answers;
            double spread = Z * Math.sqrt(p * (1 - p) / faces + Z * Z / (4.0 * faces * faces));
            double denominator = 1 + Z * Z / faces;
            double centre = p + Z * Z / (2 * faces);
            return new Share(
                    p,
                    Math.max(0, (centre - spread) / denominator),
                    Math.min(1, (centre + spread) / denominator),
                    faces,
                    answers);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%.0f %% (%.0f–%.0f, %d faces)", 100 * share, 100 * low, 100 * high, faces);
        }
    }

    /**
     * One reviewer, or all.
     *
     * @param cloakedPost cloaked faces that would be posted, odd or not: the figure of a recipe
     * @param cloakedFine cloaked faces with nothing wrong
     * @param untouchedPost untouched faces that would be posted
     * @param untouchedFine untouched faces with nothing wrong: what {@code cloakedFine} would be for a cloak that nobody sees
     */
    record Row(String reviewer, Share cloakedPost, Share cloakedFine, Share untouchedPost, Share untouchedFine) {}

    private record Answer(String face, boolean cloaked, Verdict verdict) {}

    private final String recipe;
    private final List<Row> rows;

    private BlindScore(String recipe, List<Row> rows) {
        this.recipe = recipe;
        this.rows = rows;
    }

    /**
     * @throws IOException if a sheet's key is missing, the keys are of several recipes, or a reviewer did not answer for every face
     */
    static BlindScore of(List<BlindKey> keys, List<BlindAnswers> reviewers) throws IOException {
        Map<String, BlindKey> bySheet = new HashMap<>();
        Set<String> recipes = new HashSet<>();
        for (BlindKey key : keys) {
            bySheet.put(key.sheet(), key);
            recipes.add(key.recipe());
        }
        if (recipes.size() != 1) {
            throw new IOException("the keys are of several recipes (" + String.join(", ", recipes)
                    + "); score each recipe by itself");
        }
        List<Row> rows = new ArrayList<>();
        List<Answer> all = new ArrayList<>();
        for (BlindAnswers reviewer : reviewers) {
            BlindKey key = bySheet.get(reviewer.sheet());
            if (key == null) {
                throw new IOException(reviewer.reviewer() + " answers for sheet " + reviewer.sheet()
                        + ", but the keys are those of " + bySheet.keySet());
            }
            List<Answer> own = answers(key, reviewer);
            rows.add(row(reviewer.reviewer(), own));
            all.addAll(own);
        }
        if (rows.size() > 1) {
            rows.add(row("all " + rows.size(), all));
        }
        return new BlindScore(recipes.iterator().next(), rows);
    }

    private static List<Answer> answers(BlindKey key, BlindAnswers reviewer) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (BlindKey.Face face : key.faces()) {
            Verdict verdict = reviewer.verdicts().get(face.number());
            if (verdict == null) {
                throw new IOException(reviewer.reviewer() + " has no answer for face " + face.number());
            }
            answers.add(new Answer(key.sheet() + "/" + face.number(), face.cloaked(), verdict));
        }
        if (reviewer.verdicts().size() > answers.size()) {
            throw new IOException(
                    reviewer.reviewer() + " has answers for more than the " + answers.size() + " faces of its sheet");
        }
        return answers;
    }

    private static Row row(String name, List<Answer> answers) {
        return new Row(
                name,
                share(answers, true, Verdict::wouldPost),
                share(answers, true, verdict -> verdict == Verdict.NOTHING_WRONG),
                share(answers, false, Verdict::wouldPost),
                share(answers, false, verdict -> verdict == Verdict.NOTHING_WRONG));
    }

    private static Share share(List<Answer> answers, boolean cloaked, Predicate<Verdict> counts) {
        List<Answer> kind =
                answers.stream().filter(answer -> answer.cloaked() == cloaked).toList();
        return Share.of(
                (int) kind.stream()
                        .filter(answer -> counts.test(answer.verdict()))
                        .count(),
                kind.size(),
                (int) kind.stream().map(Answer::face).distinct().count());
    }

    /** One row per reviewer; if there are several, all of them in the last one. */
    List<Row> rows() {
        return rows;
    }

    /** A Markdown table. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| " + recipe
                        + ": reviewer | cloaked: would post | cloaked: nothing wrong | untouched: would post | untouched: nothing wrong |");
        lines.add("| --- | --- | --- | --- | --- |");
        for (Row row : rows) {
            lines.add("| " + row.reviewer() + " | " + row.cloakedPost() + " | " + row.cloakedFine() + " | "
                    + row.untouchedPost() + " | " + row.untouchedFine() + " |");
        }
        return lines;
    }
}
