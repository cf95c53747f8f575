package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.facecloak.Preset;
import io.facecloak.app.cli.Program.Outcome;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

    private final Program program = new Program(Program.MODELS.plus(new SmoothEmbedder("other", 24, 11)));

    @TempDir
    private Path folder;

    /** Everybody's photos are alike, so that nobody is missed without a cloak. */
    @BeforeEach
    void photos() throws IOException {
        for (int person = 1; person <= 2; person++) {
            for (int i = 0; i < 3; i++) {
                Program.photo(folder.resolve("people/person " + person + "/" + i + ".png"), person);
            }
        }
        for (int stranger = 0; stranger < 12; stranger++) {
            Program.photo(folder.resolve("strangers/" + stranger + ".png"), 100 + stranger);
        }
    }

    private Outcome evaluate(Program program, Object... more) {
        return evaluate(Preset.PAPER, program, more);
    }

    private Outcome evaluate(Preset preset, Program program, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--people",
                folder.resolve("people"),
                "--distractors",
                folder.resolve("strangers"),
                "--preset",
                PresetConverter.typed(preset)));
        arguments.addAll(List.of(more));
        return program.run(arguments.toArray());
    }

    @Test
    void tellsWhiteAndBlackBoxesApart() {
        Outcome evaluated = evaluate(Preset.STRONG, program, "--surrogates", "smooth", "--no-refine", "--json");

        assertEquals(ExitCode.DONE, evaluated.exitCode(), evaluated.err());
        JsonObject json = evaluated.json();
        assertEquals(2, json.get("people").getAsInt());
        assertEquals(4, json.get("probes").getAsInt());
        assertEquals(12, json.get("strangers").getAsInt());
        assertTrue(json.get("ssim").getAsDouble() < 1, json::toString);
        JsonObject white = json.getAsJsonArray("recognisers").get(0).getAsJsonObject();
        JsonObject black = json.getAsJsonArray("recognisers").get(1).getAsJsonObject();
        assertTrue(
                white.get("learntOn").getAsBoolean() && !black.get("learntOn").getAsBoolean(), json::toString);
        assertEquals(0, white.get("cleanTop1").getAsDouble());
        // The small recognisers are nearly linear: no budget that people would post hides anybody from them.
        assertTrue(white.has("top1Interval") && black.has("top1Interval"), json::toString);
    }

    @Test
    void measuresWhatApplyDoes() {
        JsonObject refined = evaluate(program, "--people-count", 1, "--json").json();
        JsonObject plain =
                evaluate(program, "--people-count", 1, "--no-refine", "--json").json();

        assertEquals("balanced", refined.get("strength").getAsString());
        assertTrue(plain.get("strength").isJsonNull(), plain::toString);
        assertNotEquals(refined.get("psnr"), plain.get("psnr"));
    }

    @Test
    void writesAReport() throws IOException {
        Outcome evaluated = evaluate(program, "--people-count", 1, "--report", folder.resolve("report"));

        assertEquals(ExitCode.DONE, evaluated.exitCode(), evaluated.err());
        assertTrue(evaluated.out().contains("1 people, 2 probes"), evaluated.out());
        assertTrue(evaluated.out().contains("white box") && !evaluated.out().contains("black box"), evaluated.out());
        String page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains("FaceCloak, paper, refined (balanced)"));
        assertTrue(page.contains("1.png, amplified difference") && page.contains("Seed with δ"), "the showcase");
        assertTrue(page.contains("Region-Stickers") && page.contains("High-Pass"), "the masks");
        assertTrue(Files.readString(folder.resolve("report/probes.csv")).contains("person 1"));
    }

    /** A person who watches sees how far it is. */
    @Test
    void aReportCanDoWithoutFaces() throws IOException {
        Outcome evaluated = evaluate(
                program.watched(), "--people-count", 1, "--showcases", 0, "--report", folder.resolve("report"));

        assertEquals(ExitCode.DONE, evaluated.exitCode(), evaluated.err());
        assertFalse(Files.readString(folder.resolve("report/report.html")).contains("amplified difference\""));
        assertTrue(evaluated.err().contains("FaceCloak, paper, refined (balanced): people 100%"), evaluated.err());
    }

    @Test
    void unknownRecognisersAreNamed() {
        Outcome refused = evaluate(program, "--surrogates", "smooth,alien");

        assertEquals(ExitCode.FAILED, refused.exitCode());
        assertTrue(refused.err().contains("no recogniser alien; there are smooth, other"), refused.err());
    }

    @Test
    void missingFoldersAreNamed() {
        Outcome refused = program.run(
                "evaluate", "--people", folder.resolve("nobody"), "--distractors", folder.resolve("strangers"));

        assertEquals(ExitCode.FAILED, refused.exitCode());
        assertTrue(refused.err().contains("nobody"), refused.err());
        assertEquals(1, refused.err().trim().lines().count());
    }

    @Test
    void ctrlCEndsIt() {
        AtomicInteger asked = new AtomicInteger();

        assertEquals(
                ExitCode.CANCELLED,
                evaluate(program.cancelledWhen(() -> asked.incrementAndGet() > 5))
                        .exitCode());
    }
}
