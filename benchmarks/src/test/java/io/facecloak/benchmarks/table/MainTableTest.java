package io.facecloak.benchmarks.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.benchmarks.table.RecipeResult.Verdict;
import io.facecloak.benchmarks.transfer.Recipe;
import io.facecloak.evaluation.DrawnPeople;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.Untouched;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTableTest {

    private static final Recipe RECIPE =
            Recipe.parse("short: preset=PAPER attention=off iterations=3 eps=40 raised=60 step=20 faces=2");

    @TempDir
    Path folder;

    private final AtomicInteger learnt = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private final Embedder surrogate = new ForwardingEmbedder(new SmoothEmbedder("a", 32, 1)) {
        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            learnt.incrementAndGet();
            return super.embedWithGradient(faces, cotangents, gradients);
        }
    };
    private final Embedder judge = new ForwardingEmbedder(new SmoothEmbedder("judge", 24, 2)) {
        @Override
        public float[][] embed(List<AlignedFace> faces) {
            looked.addAndGet(faces.size());
            return super.embed(faces);
        }
    };
    private final FaceModels models = DrawnPeople.models(surrogate);
    private FaceDataset dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnPeople.dataset(folder.resolve("data"), 3, 3, 1, 20);
    }

    @Test
    void aRunThatWasStoppedGoesOnWhereItWas() throws IOException {
        RecipeResult first = measure(RECIPE);
        int steps = learnt.get();
        int seen = looked.get();
        assertTrue(steps > 0 && seen > 0);

        RecipeResult again = measure(RECIPE);
        assertEquals(steps, learnt.get(), "nothing is learnt twice");
        assertEquals(seen, looked.get(), "no judge looks at a file twice");
        assertEquals(first.verdicts(), again.verdicts());

        try (var files = Files.walk(folder.resolve("work/protected"))) {
            Path done = files.filter(file ->
                            file.endsWith("outcomes.tsv") && file.toString().contains("person-1"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(done);
            Files.delete(done.resolveSibling("person.cloak"));
        }
        assertEquals(first.verdicts(), measure(RECIPE).verdicts());
        assertEquals(steps + steps / 3, learnt.get(), "one of three people was not done");
    }

    @Test
    void anotherRecipeOfTheSameNameIsAnotherOne() throws IOException {
        measure(RECIPE);
        int steps = learnt.get();
        measure(Recipe.parse("short: preset=PAPER attention=off iterations=2 eps=40 raised=60 step=20 faces=2"));
        assertTrue(learnt.get() > steps);
    }

    @Test
    void theTableHoldsBothPoliciesAndTheCleanError() throws IOException {
        RecipeResult result = measure(RECIPE);
        Verdict verdict = result.verdicts().get(0);
        assertEquals(6, verdict.clean().ranks().size());
        assertEquals(0, verdict.clean().top(1).psr());
        assertEquals(List.of("default", "ALL"), List.copyOf(verdict.guarded().keySet()));

        RecipeResult marked = new RecipeResult(
                RECIPE,
                List.of(
                        new Verdict("teacher", true, verdict.clean(), verdict.guarded()),
                        new Verdict("judge", false, verdict.clean(), verdict.guarded())),
                List.of(Map.entry("person-1/photo-2.png", Untouched.UNMATCHED)),
                6,
                result.looks(),
                1.5,
                Map.of());
        TableText text = new TableText(List.of("# Main table"), List.of(marked));
        String markdown = text.markdown();
        assertTrue(markdown.contains("| teacher ‡ |") && !markdown.contains("| judge ‡ |"), markdown);
        assertTrue(markdown.contains(" 0.0 % | 16.7 % |"), "one of six photos was not matched: " + markdown);
        assertTrue(markdown.contains("person-1/photo-2.png (UNMATCHED)"), markdown);
        List<String> lines = text.tsv().lines().toList();
        assertEquals(4, lines.size());
        int columns = lines.get(0).split("\t").length;
        lines.forEach(line -> assertEquals(columns, line.split("\t", -1).length, line));
    }

    private RecipeResult measure(Recipe recipe) throws IOException {
        Judging judging = new Judging(
                dataset,
                models.detector(),
                List.of(judge),
                EmbeddingCache.in(folder.resolve("work/embeddings")),
                EvaluationProgress.NONE);
        Protecting protecting = new Protecting(
                folder.resolve("work/protected"), models, models.detector().fingerprint());
        List<ProtectedCopy> copies = new ArrayList<>();
        for (String identity : dataset.identities()) {
            copies.addAll(protecting
                    .protect(
                            recipe,
                            List.of(surrogate),
                            dataset.seedsOf(identity).get(0),
                            judging.probesOf(identity))
                    .copies());
        }
        Map<String, IdentificationResult> guarded = new LinkedHashMap<>();
        List<Look> looks = new ArrayList<>();
        for (String policy : Protecting.POLICIES.keySet()) {
            List<ProtectedCopy> own =
                    copies.stream().filter(copy -> copy.policy().equals(policy)).toList();
            guarded.put(policy, judging.judge(judge, own));
        }
        for (ProtectedCopy copy : copies) {
            assertEquals(Optional.empty(), copy.untouched(), copy.toString());
            looks.add(Look.of(
                    copy.probe().picture(),
                    ProbeFace.read(copy.file()),
                    copy.probe().face().landmarks()));
        }
        return new RecipeResult(
                recipe,
                List.of(new Verdict(judge.name(), false, judging.clean(judge), guarded)),
                List.of(),
                6,
                looks,
                1,
                Map.of());
    }
}
