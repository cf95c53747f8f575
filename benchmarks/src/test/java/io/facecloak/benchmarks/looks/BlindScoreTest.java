package io.facecloak.benchmarks.looks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BlindScoreTest {

    /** Odd numbers are cloaked. */
    private static final BlindKey KEY = key("quick", 1, 8);

    @TempDir
    private Path folder;

    @Test
    void countsWhatEachReviewerWouldPostAndPoolsThem() throws IOException {
        BlindScore score = BlindScore.of(
                List.of(KEY), List.of(answers("anna", KEY, "A A B A C A A B"), answers("ben", KEY, "B A B A B C C A")));

        BlindScore.Row anna = score.rows().get(0);
        assertEquals("anna", anna.reviewer());
        assertEquals(0.75, anna.cloakedPost().share());
        assertEquals(0.5, anna.cloakedFine().share());
        assertEquals(1, anna.untouchedPost().share());
        assertEquals(0.75, anna.untouchedFine().share());
        BlindScore.Row ben = score.rows().get(1);
        assertEquals(0.75, ben.cloakedPost().share());
        assertEquals(0, ben.cloakedFine().share());
        assertEquals(0.75, ben.untouchedPost().share());
        BlindScore.Row all = score.rows().get(2);
        assertEquals("all 2", all.reviewer());
        assertEquals(0.75, all.cloakedPost().share());
        assertEquals(0.25, all.cloakedFine().share());
        assertEquals(7 / 8.0, all.untouchedPost().share());
        assertEquals(8, all.cloakedPost().answers());
        assertEquals(4, all.cloakedPost().faces());
        assertEquals(
                anna.cloakedPost().low(), all.cloakedPost().low(), 1e-12, "two answers on a face are not two faces");
        assertEquals(5, score.lines().size());
    }

    @Test
    void severalSheetsOfARecipeArePooledOverAllTheirFaces() throws IOException {
        BlindKey second = key("quick", 2, 8);
        BlindScore score = BlindScore.of(
                List.of(KEY, second),
                List.of(answers("anna", KEY, "A A A A A A A A"), answers("ben", second, "C A C A C A C A")));
        BlindScore.Row all = score.rows().get(2);
        assertEquals(0.5, all.cloakedPost().share());
        assertEquals(8, all.cloakedPost().faces());
        assertTrue(score.lines().get(4).contains("50 %"), score.lines().toString());
    }

    /** Wilson's interval, from R: {@code binom::binom.confint(hits, n, method = "wilson")}. */
    @ParameterizedTest
    @CsvSource({"12, 12, 0.7575, 1", "0, 12, 0, 0.2425", "11, 12, 0.6461, 0.9851", "9, 10, 0.5958, 0.9821"})
    void theIntervalIsWilsons(int hits, int faces, double low, double high) {
        BlindScore.Share share = BlindScore.Share.of(hits, faces, faces);
        assertEquals(low, share.low(), 1e-4);
        assertEquals(high, share.high(), 1e-4);
    }

    @Test
    void answersThatDoNotFitTheSheetAreRefused() throws IOException {
        for (List<BlindAnswers> wrong : List.of(
                List.of(answers("few", KEY, "A A A A A A A")),
                List.of(answers("many", KEY, "A A A A A A A A A")),
                List.of(answers("other", key("quick", 9, 8), "A A A A A A A A")))) {
            IOException e = assertThrows(IOException.class, () -> BlindScore.of(List.of(KEY), wrong));
            assertTrue(e.getMessage().contains(wrong.get(0).reviewer()), e.getMessage());
        }
        IOException e = assertThrows(
                IOException.class,
                () -> BlindScore.of(
                        List.of(KEY, key("strong", 1, 8)), List.of(answers("anna", KEY, "A A A A A A A A"))));
        assertTrue(e.getMessage().contains("strong") && e.getMessage().contains("quick"), e.getMessage());
    }

    @Test
    void aFilledInFormIsReadAndScoredFromTheCommandLine() throws IOException {
        Path key = folder.resolve("key.tsv");
        KEY.write(key);
        Path form = folder.resolve("anna.tsv");
        String[] given = {"A", "b", " C ", "nothing wrong", "Odd, would still post", "WOULD NOT POST", "a", "c"};
        StringBuilder filled = new StringBuilder();
        int next = 0;
        for (String line : BlindAnswers.form(KEY.sheet(), 8).split("\n")) {
            filled.append(line.startsWith("#") ? line : line + given[next++]).append("\r\n");
        }
        Files.writeString(form, filled);

        BlindAnswers answers = BlindAnswers.read(form);
        assertEquals(Verdict.ODD, answers.verdicts().get(2));
        assertEquals(Verdict.NOTHING_WRONG, answers.verdicts().get(4));
        assertEquals(Verdict.WOULD_NOT_POST, answers.verdicts().get(6));

        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream standard = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Looks.commandLine().execute("score", "--key", key.toString(), form.toString()));
        } finally {
            System.setOut(standard);
        }
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("| anna.tsv | 75 %"), printed.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"01\tD", "01", "one\tA", "01\tA\n01\tB", "01\tA B"})
    void aFormThatIsNotUnderstoodIsRefused(String lines) throws IOException {
        Path form = folder.resolve("form.tsv");
        Files.writeString(form, "# sheet " + KEY.sheet() + "\n" + lines + "\n");
        IOException e = assertThrows(IOException.class, () -> BlindAnswers.read(form));
        assertTrue(e.getMessage().contains("form.tsv"), e.getMessage());
        Files.writeString(form, "01\tA\n");
        assertThrows(IOException.class, () -> BlindAnswers.read(form));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "recipe\tx\nseed\t1\n01\tmaybe\ta",
                "recipe\tx\nseed\tone\n1\tcloaked\ta",
                "recipe\tx\nseed\t1\n1\tcloaked\ta\n1\tuntouched\tb",
                "recipe\tx\nseed\t1\nA\tcloaked\ta"
            })
    void aFileThatIsNoKeyIsRefusedInOneSentence(String text) throws IOException {
        Path key = folder.resolve("key.tsv");
        Files.writeString(key, text);
        StringWriter errors = new StringWriter();
        CommandLine command = Looks.commandLine().setErr(new PrintWriter(errors));
        assertEquals(1, command.execute("score", "--key", key.toString(), "answers.tsv"));
        assertTrue(errors.toString().contains("key.tsv"), errors.toString());
        assertEquals(1, errors.toString().strip().lines().count(), errors.toString());
    }

    private static BlindKey key(String recipe, long seed, int faces) {
        List<BlindKey.Face> list = new ArrayList<>();
        for (int number = 1; number <= faces; number++) {
            list.add(new BlindKey.Face(number, number % 2 == 1, "person/photo-" + number));
        }
        return new BlindKey(recipe, seed, list);
    }

    private BlindAnswers answers(String reviewer, BlindKey key, String letters) throws IOException {
        StringBuilder form = new StringBuilder("# sheet " + key.sheet() + "\n");
        int number = 1;
        for (String letter : letters.split(" ")) {
            form.append(number++).append('\t').append(letter).append('\n');
        }
        Path file = folder.resolve(reviewer);
        Files.writeString(file, form);
        return BlindAnswers.read(file);
    }
}
