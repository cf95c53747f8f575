package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.Preset;
import io.facecloak.app.SlowGradient;
import io.facecloak.app.cli.Program.Outcome;
import io.facecloak.image.PhotoNote;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.BundledModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.Shared;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final Program PROGRAM = new Program(Program.MODELS);

    @TempDir
    private static Path shared;

    private static Path seed;
    private static Path cloak;

    @TempDir
    private Path folder;

    @BeforeAll
    static void learn() throws IOException {
        seed = Program.photo(shared.resolve("me.png"), 1);
        cloak = shared.resolve("me.cloak");
        Outcome learnt = PROGRAM.run("learn", seed, "-o", cloak, "--iterations", 12);
        assertEquals(ExitCode.DONE, learnt.exitCode(), learnt.err());
    }

    private static String quoted(String strength) {
        return "\"" + strength.toLowerCase(Locale.ROOT) + "\"";
    }

    private static String numbers(ToIntFunction<Preset> number) {
        return "(balanced: " + number.applyAsInt(Preset.BALANCED) + ", strong: " + number.applyAsInt(Preset.STRONG)
                + ", paper: " + number.applyAsInt(Preset.PAPER) + ")";
    }

    private static void assertPlain(Outcome told) {
        String all = told.out() + told.err();
        assertFalse(all.isBlank());
        String plain = all.replace(System.lineSeparator(), "\n");
        assertTrue(
                plain.chars().noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c) || c == 0x202e), all);
        assertTrue(plain.lines().noneMatch(line -> line.startsWith("     9 cloaked")), all);
    }

    private static void assertFailure(Outcome outcome, int code, String... words) {
        assertEquals(code, outcome.exitCode(), outcome.out());
        assertEquals("", outcome.out());
        for (String word : words) {
            assertTrue(outcome.err().contains(word), () -> word + " in " + outcome.err());
        }
        String[] lines = outcome.err().trim().split("\\R");
        assertEquals(code == ExitCode.USAGE ? 2 : 1, lines.length, outcome::err);
    }

    private static List<String> filesIn(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    @Nested
    class Learning {

        @Test
        void learnSaysWhetherTheCloakHoldsABiometricTemplate() throws IOException {
            Path other = folder.resolve("other.cloak");

            Outcome learnt = PROGRAM.run("learn", seed, "-o", other, "--preset", "paper", "--forget-person");

            assertTrue(learnt.out().contains("holds no biometric template"), learnt.out());
            assertEquals(List.of(), CloakFile.read(other).templates());
            assertEquals(1, CloakFile.read(cloak).templates().size());
            assertEquals("", learnt.err());
        }

        @Test
        void learnHandsItsOptionsToTheCloak() throws IOException {
            Path other = folder.resolve("other.cloak");
            Path faces = folder.resolve("faces.png");

            Outcome learnt = PROGRAM.run(
                    "learn",
                    seed,
                    "-o",
                    other,
                    "--epsilon",
                    6,
                    "--epsilon-raised",
                    10,
                    "--iterations",
                    3,
                    "--synthetic-faces",
                    2,
                    "--random-seed",
                    5,
                    "--faces-picture",
                    faces,
                    "--json");

            CloakMask mask = CloakFile.read(other);
            assertEquals(6 / 255.0, mask.info().budget(), 1e-6);
            assertEquals(10 / 255.0, mask.info().raisedBudget(), 1e-6);
            assertEquals(3, mask.info().iterations());
            assertEquals(2, mask.info().portraits());
            assertEquals(5, mask.info().randomSeed());
            assertTrue(ImageIO.read(faces.toFile()).getWidth() > 0);
            JsonObject json = learnt.json();
            assertEquals(other.toString(), json.get("cloak").getAsString());
            assertTrue(json.get("holdsBiometricTemplate").getAsBoolean());
            assertEquals(seed.toString(), json.getAsJsonArray("seeds").get(0).getAsString());
        }

        @Test
        void thePresetsDiffer() throws IOException {
            PROGRAM.run("learn", seed, "-o", folder.resolve("paper.cloak"), "--preset", "paper");

            assertTrue(
                    CloakFile.read(folder.resolve("paper.cloak")).info().notes().containsKey("attention"));
            assertEquals("BALANCED", CloakFile.read(cloak).info().notes().get("preset"));
        }

        @Test
        void learnReplacesNoCloakUnlessAsked() throws IOException {
            Path kept = Files.copy(cloak, folder.resolve("kept.cloak"));
            byte[] before = Files.readAllBytes(kept);

            Outcome refused = PROGRAM.run("learn", seed, "-o", kept);

            assertFailure(refused, ExitCode.FAILED, "kept.cloak", "exists", "--overwrite");
            assertArrayEquals(before, Files.readAllBytes(kept));
            assertEquals(
                    ExitCode.DONE,
                    PROGRAM.run("learn", seed, "-o", kept, "--iterations", 2, "--overwrite")
                            .exitCode());
            assertEquals(2, CloakFile.read(kept).info().iterations());
        }

        @Test
        void learnsHelpTellsThePresetsNumbers() {
            String help = PROGRAM.run("learn", "--help").out().replaceAll("\\s+", " ");

            assertTrue(
                    help.contains(
                            numbers(preset -> Math.round(255 * preset.settings().epsilon()))),
                    help);
            assertTrue(
                    help.contains(
                            numbers(preset -> Math.round(255 * preset.settings().epsilonRaised()))),
                    help);
            assertTrue(
                    help.contains(
                            numbers(preset -> preset.settings().optimizer().iterations())),
                    help);
            assertTrue(help.contains("(balanced and strong: 16, paper: 8)"), help);
            assertEquals(16, Preset.BALANCED.settings().syntheticFaces());
            assertEquals(16, Preset.STRONG.settings().syntheticFaces());
            assertEquals(8, Preset.PAPER.settings().syntheticFaces());
        }

        @Test
        void aSeedWithoutAFaceIsRefused() {
            Program noFaces = new Program(new FixedModels(List.of(), Program.MODELS.embedders()));

            assertFailure(
                    noFaces.run("learn", seed, "-o", folder.resolve("x.cloak")),
                    ExitCode.FAILED,
                    "no face found",
                    "me.png");
            assertFailure(noFaces.run("check", "-s", seed, seed, seed), ExitCode.FAILED, "no face found");
        }

        @Test
        void ctrlCEndsTheLearningWithoutACloak() {
            Path other = folder.resolve("other.cloak");
            AtomicInteger asked = new AtomicInteger();

            Outcome ended =
                    PROGRAM.cancelledWhen(() -> asked.incrementAndGet() > 10).run("learn", seed, "-o", other);

            assertFailure(ended, ExitCode.CANCELLED, "cancelled while ", "no cloak was written");
            assertFalse(Files.exists(other));
        }

        @Test
        void ctrlCSaysWhatTheLearningWasDoing() {
            Path other = folder.resolve("other.cloak");
            AtomicBoolean optimising = new AtomicBoolean();
            Program slow = new Program(new FixedModels(
                    List.of(Program.FACE),
                    List.of(new SlowGradient(new SmoothEmbedder("smooth", 32, 7), optimising, new AtomicBoolean()))));

            Outcome early = PROGRAM.cancelledWhen(() -> true).run("learn", seed, "-o", other);
            Outcome late = slow.cancelledWhen(optimising::get).run("learn", seed, "-o", other);

            assertFailure(early, ExitCode.CANCELLED, "cancelled while making synthetic faces");
            assertFailure(late, ExitCode.CANCELLED, "cancelled while optimising");
        }

        @Test
        void ctrlCLeavesTheBarWhereItWas() throws IOException {
            for (int i = 0; i < 5; i++) {
                Program.photo(folder.resolve("photos/" + i + ".png"), 1);
            }
            Path output = folder.resolve("out");

            Outcome ended = PROGRAM.watched()
                    .cancelledWhen(() -> Files.exists(output.resolve("1.png")))
                    .run("apply", "-c", cloak, folder.resolve("photos"), "-o", output);

            assertEquals(ExitCode.CANCELLED, ended.exitCode());
            assertTrue(ended.err().contains("2/5"), ended.err());
            assertFalse(ended.err().contains("5/5") || ended.err().contains("?/s"), ended.err());
        }
    }

    @Nested
    class Applying {

        @Test
        void applyProtectsAFolderTreeAndLeavesTheOriginals() throws IOException {
            Path photos = folder.resolve("photos");
            Path first = Program.photo(photos.resolve("a.png"), 1);
            Program.photo(photos.resolve("deep/er/b.png"), 1);
            byte[] original = Files.readAllBytes(first);
            Path output = folder.resolve("protected");

            Outcome applied = PROGRAM.run("apply", "-c", cloak, photos, "-o", output);

            assertEquals(ExitCode.DONE, applied.exitCode(), applied.err());
            assertTrue(applied.out().contains("2 cloaked"), applied.out());
            assertArrayEquals(original, Files.readAllBytes(first));
            assertEquals(List.of("a.png", "deep/er/b.png"), filesIn(output));
            assertFalse(Arrays.equals(pixels(first), pixels(output.resolve("a.png"))));
        }

        @Test
        void applyGoesOnWhereItEnded() throws IOException {
            Path photos = folder.resolve("photos");
            Program.photo(photos.resolve("a.png"), 1);
            Path output = folder.resolve("protected");
            PROGRAM.run("apply", "-c", cloak, photos, "-o", output);
            byte[] done = Files.readAllBytes(output.resolve("a.png"));
            Program.photo(photos.resolve("b.png"), 1);

            JsonObject json = PROGRAM.run("apply", "-c", cloak, photos, "-o", output, "--json")
                    .json();

            assertEquals(1, json.getAsJsonObject("counts").get("EXISTING").getAsInt());
            assertEquals(1, json.getAsJsonObject("counts").get("PROTECTED").getAsInt());
            assertArrayEquals(done, Files.readAllBytes(output.resolve("a.png")));
        }

        @Test
        void applyGoesOnAfterAFailureAndSummarisesIt() throws IOException {
            Path photos = folder.resolve("photos");
            Program.photo(photos.resolve("a.png"), 1);
            Files.writeString(photos.resolve("broken.jpg"), "no photo at all");

            Outcome applied = PROGRAM.run("apply", "-c", cloak, photos, "-o", folder.resolve("out"));
            JsonObject json = PROGRAM.run("apply", "-c", cloak, photos, "-o", folder.resolve("again"), "--json")
                    .json();

            assertEquals(ExitCode.SOME_FAILED, applied.exitCode());
            assertTrue(applied.out().contains("1 failed"), applied.out());
            assertTrue(applied.out().contains("broken.jpg"), applied.out());
            assertEquals(List.of("a.png"), filesIn(folder.resolve("out")));
            assertEquals(ExitCode.SOME_FAILED, json.get("exitCode").getAsInt());
            JsonObject broken = json.getAsJsonArray("photos").get(1).getAsJsonObject();
            assertEquals("FAILED", broken.get("status").getAsString());
            assertTrue(broken.get("problem").getAsString().contains("broken.jpg"));
            assertTrue(json.getAsJsonArray("photos")
                    .get(0)
                    .getAsJsonObject()
                    .get("problem")
                    .isJsonNull());
        }

        @Test
        void applyUnderstandsPatterns() throws IOException {
            Program.photo(folder.resolve("photos/a.png"), 1);
            Program.photo(folder.resolve("photos/sub/b.png"), 1);
            Program.photo(folder.resolve("photos/sub/c.bmp"), 1);

            Outcome applied =
                    PROGRAM.run("apply", "-c", cloak, folder + "/photos/**/*.png", "-o", folder.resolve("out"));
            Outcome none = PROGRAM.run("apply", "-c", cloak, folder + "/photos/*.webp", "-o", folder.resolve("out"));

            assertEquals(ExitCode.DONE, applied.exitCode(), applied.err());
            assertEquals(List.of("a.png", "sub/b.png"), filesIn(folder.resolve("out")));
            assertFailure(none, ExitCode.FAILED, "*.webp", "no file matches");
        }

        @Test
        void severalFoldersKeepTheirNamesAndTheOutputIsNeverASource() throws IOException {
            Program.photo(folder.resolve("a/x.png"), 1);
            Program.photo(folder.resolve("b/x.png"), 1);
            Path output = folder.resolve("a/protected");

            PROGRAM.run("apply", "-c", cloak, folder.resolve("a"), folder.resolve("b"), "-o", output);
            Outcome again = PROGRAM.run("apply", "-c", cloak, folder.resolve("a"), folder.resolve("b"), "-o", output);

            assertEquals(List.of("a/x.png", "b/x.png"), filesIn(output));
            assertTrue(again.out().contains("2 done before"), again.out());
        }

        @Test
        void applyTellsWhichPhotosAreNotProtected() throws IOException {
            Path photo = Program.photo(folder.resolve("photos/a.png"), 1);
            Program noFaces = new Program(new FixedModels(List.of(), Program.MODELS.embedders()));

            Outcome applied = noFaces.run("apply", "-c", cloak, photo, "-o", folder.resolve("out"));

            assertEquals(ExitCode.NEEDS_LOOK, applied.exitCode());
            assertTrue(applied.out().contains("  " + photo + ": no face found"), applied.out());
            assertTrue(
                    applied.out().endsWith("1 not cloaked: no face found" + System.lineSeparator()),
                    "the numbers come last: " + applied.out());
            assertFalse(Files.exists(folder.resolve("out")));

            Outcome copied = noFaces.run(
                    "apply", "-c", cloak, photo, "-o", folder.resolve("out"), "--copy-unprotected", "--json");

            assertEquals(ExitCode.NEEDS_LOOK, copied.exitCode());
            assertEquals(1, copied.json().get("needingLook").getAsInt());
            assertEquals(List.of("a.png"), filesIn(folder.resolve("out")));
        }

        @Test
        void aConfirmedPhotoIsRecognised() throws IOException {
            Path own = Files.copy(cloak, folder.resolve("own.cloak"));
            Path photo = Program.photo(folder.resolve("photos/a.png"), 1);
            Path stranger = Program.photo(folder.resolve("photos/b.png"), 3);
            Path photos = folder.resolve("photos");

            JsonObject before = PROGRAM.run(
                            "apply", "-c", own, photos, "-o", folder.resolve("one"), "--faces", "match", "--json")
                    .json();
            Outcome confirmed = PROGRAM.run("confirm", "-c", own, stranger);
            JsonObject after = PROGRAM.run(
                            "apply", "-c", own, photos, "-o", folder.resolve("two"), "--faces", "match", "--json")
                    .json();

            assertEquals(ExitCode.DONE, confirmed.exitCode(), confirmed.err());
            assertEquals(1, before.getAsJsonObject("counts").get("PROTECTED").getAsInt(), before.toString());
            assertEquals(2, after.getAsJsonObject("counts").get("PROTECTED").getAsInt(), after.toString());
            assertEquals(List.of("a.png"), filesIn(folder.resolve("one")), photo + " alone");
            assertEquals(
                    ExitCode.USAGE,
                    PROGRAM.run("apply", "-c", own, photos, "-o", photos, "--faces", "some")
                            .exitCode());
        }

        @Test
        void ctrlCEndsRefiningWithoutACopy() throws IOException {
            Path photo = Program.photo(folder.resolve("photos/a.png"), 1);
            Path output = folder.resolve("out");
            AtomicBoolean refining = new AtomicBoolean();
            Program slow = new Program(new FixedModels(
                    List.of(Program.FACE),
                    List.of(new SlowGradient(new SmoothEmbedder("smooth", 32, 7), refining, new AtomicBoolean(true)))));

            Outcome ended = slow.cancelledWhen(refining::get).run("apply", "-c", cloak, photo, "-o", output);

            assertEquals(ExitCode.CANCELLED, ended.exitCode(), ended.err());
            assertTrue(ended.out().contains("1 not reached"), ended.out());
            assertFalse(Files.exists(output), "neither a copy nor a part of one");
        }

        @Test
        void applyTellsWhatTheCopiesLack() throws IOException {
            Path photo = Program.photo(folder.resolve("photos/a.jpg"), 1);
            byte[] jpeg = Files.readAllBytes(photo);
            ByteArrayOutputStream broken = new ByteArrayOutputStream();
            broken.write(jpeg, 0, 2);
            byte[] exif = "Exif\0\0no TIFF structure".getBytes(StandardCharsets.ISO_8859_1);
            broken.write(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (exif.length + 2)});
            broken.write(exif);
            broken.write(jpeg, 2, jpeg.length - 2);
            Files.write(photo, broken.toByteArray());
            Files.writeString(folder.resolve("photos/a.MOV"), "a Live Photo's video");
            Path clean = Program.photo(folder.resolve("photos/b.jpg"), 1);

            Outcome told = PROGRAM.run("apply", "-c", cloak, folder.resolve("photos"), "-o", folder.resolve("one"));
            JsonArray json = PROGRAM.run(
                            "apply", "-c", cloak, folder.resolve("photos"), "-o", folder.resolve("two"), "--json")
                    .json()
                    .getAsJsonArray("photos");

            assertEquals(ExitCode.DONE, told.exitCode(), told.err());
            assertTrue(
                    told.out().contains(folder.resolve("one/a.jpg") + ": " + PhotoNote.EXIF_LOST.sentence()),
                    told.out());
            assertTrue(told.out().contains(PhotoNote.VIDEO_BESIDE.sentence()), told.out());
            assertFalse(told.out().contains(clean.getFileName() + ":"), told.out());
            assertEquals(
                    "[\"EXIF_LOST\",\"VIDEO_BESIDE\"]",
                    json.get(1).getAsJsonObject().get("notes").toString());
            assertEquals("[]", json.get(2).getAsJsonObject().get("notes").toString());
        }

        @Test
        void ctrlCEndsARunThatGoesOnLater() throws IOException {
            for (int i = 0; i < 5; i++) {
                Program.photo(folder.resolve("photos/" + i + ".png"), 1);
            }
            Path output = folder.resolve("out");

            Outcome ended = PROGRAM.cancelledWhen(() -> Files.exists(output.resolve("1.png")))
                    .run("apply", "-c", cloak, folder.resolve("photos"), "-o", output);
            Outcome rest = PROGRAM.run("apply", "-c", cloak, folder.resolve("photos"), "-o", output);

            assertEquals(ExitCode.CANCELLED, ended.exitCode());
            assertTrue(ended.out().contains("2 cloaked") && ended.out().contains("3 not reached"), ended.out());
            assertTrue(rest.out().contains("3 cloaked") && rest.out().contains("2 done before"), rest.out());
        }
    }

    @Nested
    class Checking {

        @Test
        void checkComparesBeforeAndAfter() throws IOException {
            Path picture = folder.resolve("check.png");

            Outcome checked = PROGRAM.run("check", "-c", cloak, "-s", seed, seed, "--picture", picture, "--json");

            JsonObject row = checked.json().getAsJsonArray("recognisers").get(0).getAsJsonObject();
            assertEquals("smooth", row.get("recogniser").getAsString());
            assertEquals(1, row.get("before").getAsDouble(), 1e-3);
            double refined = row.get("after").getAsDouble();
            assertTrue(refined < 0.99, row::toString);
            assertTrue(row.get("recognisedBefore").getAsBoolean());
            assertTrue(row.get("learntOn").getAsBoolean());
            assertTrue(checked.json().get("psnr").getAsDouble() > 20);
            assertTrue(ImageIO.read(picture.toFile()).getWidth() > 3 * Program.WIDTH);
        }

        @Test
        void checkAndApplyRefineAlikeUnlessAskedNotTo() throws IOException {
            Set<Integer> variants = new HashSet<>();
            for (List<String> options : List.of(
                    List.<String>of(),
                    List.of("--strength", "faint"),
                    List.of("--strength", "STRONG"),
                    List.of("--no-refine"))) {
                Path output = folder.resolve("out" + variants.size());
                List<Object> apply = new ArrayList<>(List.of("apply", "-c", cloak, seed, "-o", output, "--json"));
                apply.addAll(options);
                List<Object> tried = new ArrayList<>(List.of("check", "-c", cloak, seed, "--json"));
                tried.addAll(options);

                JsonObject applied = PROGRAM.run(apply.toArray()).json();
                JsonObject inMemory = PROGRAM.run(tried.toArray()).json();
                JsonObject written = PROGRAM.run("check", "-c", cloak, seed, output.resolve("me.png"), "--json")
                        .json();

                assertEquals(inMemory.get("psnr"), written.get("psnr"), options::toString);
                assertEquals(inMemory.get("recognisers"), written.get("recognisers"), options::toString);
                assertEquals(
                        options.contains("--no-refine")
                                ? "null"
                                : options.isEmpty() ? "\"balanced\"" : quoted(options.get(1)),
                        applied.get("strength").toString());
                variants.add(Arrays.hashCode(pixels(output.resolve("me.png"))));
            }
            assertEquals(4, variants.size(), "each choice makes another picture");
        }

        @Test
        void checkTellsRecognisersThatTheCloakNeverSaw() {
            Program more = new Program(Program.MODELS.plus(new SmoothEmbedder("other", 24, 11)));

            Outcome checked = more.run("check", "-c", cloak, "-s", seed, seed);

            assertTrue(
                    Pattern.compile("smooth .*\\(learnt on\\)")
                            .matcher(checked.out())
                            .find(),
                    checked.out());
            assertTrue(
                    Pattern.compile("other .*\\(never seen in learning\\)")
                            .matcher(checked.out())
                            .find(),
                    checked.out());
            assertFalse(checked.out().contains("learnt on all of these"), checked.out());
            assertTrue(PROGRAM.run("check", "-c", cloak, "-s", seed, seed)
                    .out()
                    .contains("learnt on all of these; others are fooled"));
        }

        @Test
        void checkComparesTwoFilesWithTheSeed() throws IOException {
            PROGRAM.run("apply", "-c", cloak, seed, "-o", folder.resolve("out"));

            Outcome checked = PROGRAM.run("check", "-s", seed, seed, folder.resolve("out/me.png"));
            Outcome same = PROGRAM.run("check", "-s", seed, seed, seed);

            assertEquals(ExitCode.DONE, checked.exitCode(), checked.err());
            assertTrue(checked.out().contains("smooth"), checked.out());
            assertTrue(checked.out().contains("dB"), checked.out());
            assertTrue(same.out().contains("still recognised") && same.out().contains("are equal"), same.out());
        }

        @Test
        void strictCheckEndsWithItsOwnCodeWhereThePersonIsRecognised() {
            assertEquals(
                    ExitCode.STILL_RECOGNISED,
                    PROGRAM.run("check", "--strict", "-s", seed, seed, seed).exitCode());
            assertEquals(
                    ExitCode.DONE, PROGRAM.run("check", "-s", seed, seed, seed).exitCode());
            assertEquals(
                    ExitCode.STILL_RECOGNISED,
                    PROGRAM.run("check", "--strict", "--json", "-s", seed, seed, seed)
                            .json()
                            .get("exitCode")
                            .getAsInt());
        }

        @Test
        void checkRefusesPhotosThatDoNotBelongTogether() throws IOException {
            Path small = folder.resolve("small.png");
            ImageIO.write(FixedModels.picture(200, 200, 1), "png", small.toFile());

            assertFailure(PROGRAM.run("check", "-s", seed, seed, small), ExitCode.FAILED, "differ in size");
            assertFailure(PROGRAM.run("check", seed), ExitCode.USAGE, "--cloak");
        }
    }

    @Nested
    class Models {

        @Test
        void inspectTellsProgramsWhyAModelIsNoRecogniser() throws IOException {
            Path recogniser = folder.resolve("recogniser.onnx");
            Path detector = folder.resolve("detector.onnx");
            try (InputStream yes =
                            BundledModels.class.getResourceAsStream("/io/facecloak/onnx/bundled/recogniser-a.onnx");
                    InputStream no = BundledModels.class.getResourceAsStream("/io/facecloak/onnx/bundled/onet.onnx")) {
                Files.copy(yes, recogniser);
                Files.copy(no, detector);
            }

            JsonObject fit = PROGRAM.run("inspect", recogniser, "--json").json();
            JsonObject unfit = PROGRAM.run("inspect", detector, "--json").json();

            assertTrue(fit.get("objection").isJsonNull() && !fit.get("input").isJsonNull(), fit::toString);
            assertTrue(unfit.get("input").isJsonNull(), unfit::toString);
            assertFalse(unfit.get("objection").getAsString().isBlank(), unfit::toString);
        }

        @Test
        void infoTellsWhatACloakHolds() throws IOException {
            Path picture = folder.resolve("cloak.png");

            Outcome told = PROGRAM.run("info", cloak, "--picture", picture);
            JsonObject json = PROGRAM.run("info", cloak, "--json").json();

            assertTrue(told.out().contains("biometric data   YES"), told.out());
            assertTrue(told.out().contains("smooth, 32 numbers"), told.out());
            assertTrue(json.get("holdsBiometricTemplate").getAsBoolean());
            assertEquals(
                    32,
                    json.getAsJsonArray("templates")
                            .get(0)
                            .getAsJsonObject()
                            .get("dimension")
                            .getAsInt());
            assertEquals(12, json.getAsJsonObject("info").get("iterations").getAsInt());
            assertTrue(
                    json.get("largestChange").getAsDouble()
                            <= 255 * Preset.BALANCED.settings().epsilonRaised() + 0.01,
                    json::toString);
            for (JsonElement template : json.getAsJsonArray("templates")) {
                assertFalse(
                        template.getAsJsonObject().has("embedding"), "the template itself has no place on a screen");
            }
            assertEquals(112, ImageIO.read(picture.toFile()).getWidth());
        }

        @Test
        void modelsListsTheRecognisers() {
            Outcome listed = PROGRAM.run("models", "list");
            JsonObject json = PROGRAM.run("models", "list", "--json").json();

            assertTrue(listed.out().contains("smooth") && listed.out().contains("0.50"), listed.out());
            JsonObject recogniser = json.getAsJsonArray("recognisers").get(0).getAsJsonObject();
            assertEquals(32, recogniser.get("dimension").getAsInt());
            assertEquals("smooth:smooth", recogniser.get("fingerprint").getAsString());
            assertTrue(json.get("generator").isJsonNull());
            assertFailure(PROGRAM.run("models"), ExitCode.USAGE, "a command is missing");
        }

        @Test
        void inspectTellsWhatAModelFileHolds() throws IOException {
            Path model = folder.resolve("some.onnx");
            try (InputStream bundled =
                    BundledModels.class.getResourceAsStream("/io/facecloak/onnx/bundled/recogniser-a.onnx")) {
                Files.copy(bundled, model);
            }

            Outcome told = PROGRAM.run("inspect", model);
            JsonObject json = PROGRAM.run("inspect", model, "--json").json();

            assertEquals(ExitCode.DONE, told.exitCode(), told.err());
            assertTrue(told.out().contains("Conv") && told.out().contains("gradient     yes"), told.out());
            assertEquals(model.toString(), json.get("file").getAsString());
            assertTrue(json.getAsJsonObject("gradient").get("exists").getAsBoolean());
            assertTrue(json.getAsJsonObject("weights").get("parameters").getAsLong() > 100_000, json::toString);
            assertEquals(
                    112,
                    json.getAsJsonObject("input")
                            .getAsJsonObject("spec")
                            .get("size")
                            .getAsInt());
            Path text = Files.writeString(folder.resolve("notes.onnx"), "no model");
            assertFailure(PROGRAM.run("inspect", text), ExitCode.FAILED, "notes.onnx is not an ONNX model");
            assertFailure(PROGRAM.run("inspect", folder.resolve("missing.onnx")), ExitCode.FAILED, "missing.onnx");
            assertFailure(PROGRAM.run("inspect"), ExitCode.USAGE, "MODEL");
        }

        @Test
        void modelsAreOpenedWhereTheUserSays() {
            List<Optional<Path>> asked = new ArrayList<>();
            Program program = new Program(directory -> {
                asked.add(directory);
                return Program.MODELS;
            });

            program.run("models", "list", "--models", folder);
            program.run("models", "list");

            assertEquals(List.of(Optional.of(folder), Optional.empty()), asked);
        }

        @Test
        void infoNeedsNoModels() {
            Program broken = new Program(directory -> {
                throw new ModelException("no models");
            });

            assertEquals(ExitCode.DONE, broken.run("info", cloak).exitCode());
            assertFailure(
                    broken.run("apply", "-c", cloak, seed, "-o", folder.resolve("o")), ExitCode.FAILED, "no models");
        }
    }

    @Nested
    class Serving {

        @Test
        void serveShowsTheLinkAndEndsWhenAsked() throws Exception {
            List<Outcome> ended = new ArrayList<>();
            BlockingQueue<String> printed = new LinkedBlockingQueue<>();
            AtomicBoolean cancelled = new AtomicBoolean();
            Program program = PROGRAM.cancelledWhen(cancelled::get);
            Thread serving = new Thread(() -> ended.add(program.run(printed::add, "serve", "--json")));
            serving.start();
            StringBuilder json = new StringBuilder();
            while (!json.toString().contains("}")) {
                json.append(printed.take());
            }
            URI link = URI.create(JsonParser.parseString(json.toString())
                    .getAsJsonObject()
                    .get("link")
                    .getAsString());

            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(link.resolve("/")).build(), BodyHandlers.ofString());
            cancelled.set(true);
            serving.join();

            assertEquals(401, page.statusCode(), "without the key");
            assertEquals(ExitCode.CANCELLED, ended.get(0).exitCode());
            assertThrows(IOException.class, () -> new Socket(link.getHost(), link.getPort()).close());
        }

        @Test
        void serveNamesATakenPort() throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                assertFailure(
                        PROGRAM.run("serve", "--port", taken.getLocalPort()), ExitCode.FAILED, "is taken", "--port");
            }
            assertFailure(PROGRAM.run("serve", "--port", 70000), ExitCode.FAILED, "--port", "70000");
        }
    }

    @Nested
    class Telling {

        @ParameterizedTest
        @ValueSource(strings = {"apply -o out", "check", "evaluate --people a --distractors b"})
        void unknownOrContradictoryStrengthsAreWrongArguments(String command) {
            String[] words = command.split(" ");
            List<Object> arguments = new ArrayList<>(List.of(words));
            if (!words[0].equals("evaluate")) {
                arguments.addAll(List.of("-c", cloak, seed));
            }
            List<Object> unknown = new ArrayList<>(arguments);
            unknown.addAll(List.of("--strength", "brutal"));
            List<Object> both = new ArrayList<>(arguments);
            both.addAll(List.of("--strength", "faint", "--no-refine"));

            assertFailure(PROGRAM.run(unknown.toArray()), ExitCode.USAGE, "brutal", "faint, balanced, strong");
            assertFailure(PROGRAM.run(both.toArray()), ExitCode.USAGE, "mutually exclusive", "--no-refine");
        }

        @Test
        void badFilesGetOneSentence() throws IOException {
            Path text = Files.writeString(folder.resolve("notes.jpg"), "no photo");
            Path missing = folder.resolve("missing.jpg");
            Path output = folder.resolve("new.cloak");

            assertFailure(PROGRAM.run("learn", text, "-o", output), ExitCode.FAILED, "notes.jpg");
            assertFailure(PROGRAM.run("learn", missing, "-o", output), ExitCode.FAILED, "missing.jpg does not exist");
            assertFailure(
                    PROGRAM.run("learn", seed, "-o", folder.resolve("no/folder/x.cloak")),
                    ExitCode.FAILED,
                    "does not exist");
            assertFailure(PROGRAM.run("info", text), ExitCode.FAILED, "not a cloak file");
            assertFailure(PROGRAM.run("info", missing), ExitCode.FAILED, "missing.jpg does not exist");
            assertFailure(PROGRAM.run("apply", "-c", cloak, missing, "-o", folder), ExitCode.FAILED, "missing.jpg");
            assertFailure(
                    PROGRAM.run("apply", "-c", cloak, seed, "-o", text), ExitCode.FAILED, "notes.jpg", "is a file");
            assertFailure(
                    PROGRAM.run("learn", seed, "-o", output, "--epsilon", 200), ExitCode.FAILED, "--epsilon", "200");
            assertFalse(Files.exists(output));
        }

        @Test
        void failuresAreJsonWhereJsonWasAskedFor() {
            Outcome failed = PROGRAM.run("info", folder.resolve("missing.cloak"), "--json");
            Outcome wrong = PROGRAM.run("info", "--json");

            assertTrue(failed.json().get("error").getAsString().contains("missing.cloak does not exist"));
            assertEquals(ExitCode.FAILED, failed.json().get("exitCode").getAsInt());
            assertEquals(ExitCode.USAGE, wrong.json().get("exitCode").getAsInt());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "conceal", "learn", "apply me.jpg", "info", "learn a.jpg -o x --iterations many"})
        void wrongArgumentsAreExplained(String arguments) {
            Outcome wrong = PROGRAM.run((Object[]) (arguments.isEmpty() ? new String[0] : arguments.split(" ")));

            assertEquals(ExitCode.USAGE, wrong.exitCode());
            assertTrue(wrong.err().contains("--help"), wrong.err());
            assertEquals("", wrong.out());
            assertFalse(wrong.err().contains("\tat "), wrong.err());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "learn",
                    "apply",
                    "check",
                    "evaluate",
                    "info",
                    "inspect",
                    "serve",
                    "models",
                    "help",
                    "generate-completion"
                })
        void everyCommandHasHelp(String command) {
            Outcome help = PROGRAM.run(command, "--help");

            assertEquals(ExitCode.DONE, help.exitCode());
            assertTrue(help.out().contains("Usage: facecloak " + command), help.out());
        }

        @Test
        void theHelpTeachesTheUsualWayAndTheExitCodes() {
            String help = PROGRAM.run("--help").out();

            for (String word :
                    List.of("learn me.jpg", "apply -c", "check -c", "generate-completion", "130", "nothing is sent")) {
                assertTrue(help.contains(word), () -> word + " in " + help);
            }
        }

        @Test
        void completionIsAShellScriptThatKnowsTheCommands() {
            Outcome script = PROGRAM.run("generate-completion");

            assertEquals(ExitCode.DONE, script.exitCode());
            assertTrue(script.out().contains("complete") && script.out().contains("apply"), script.out());
            assertTrue(PROGRAM.run("--version").out().startsWith("FaceCloak "));
        }

        @Test
        void verboseShowsTheStackTraceOfAFailure() {
            Outcome failed = PROGRAM.run("info", folder.resolve("missing.cloak"), "--verbose");

            assertTrue(failed.err().contains("\tat "), failed.err());
            assertEquals(ExitCode.FAILED, failed.exitCode());
        }

        @Test
        void anUnexpectedFailureIsOneSentenceToo() {
            Program broken = new Program(directory -> {
                throw new UnsupportedOperationException("out of order");
            });

            assertFailure(
                    broken.run("learn", seed, "-o", folder.resolve("x.cloak")),
                    ExitCode.FAILED,
                    "out of order",
                    "--verbose");
        }

        @Test
        void withoutATerminalThereAreLinesOnTheProgress() throws IOException {
            Path photo = Program.photo(folder.resolve("photos/a.png"), 1);
            AtomicReference<Runnable> beat = new AtomicReference<>();
            Program log = new Program(directory -> Program.MODELS)
                    .beating(due -> {
                        beat.set(due);
                        return () -> {};
                    })
                    // Asked while a photo is at work.
                    .cancelledWhen(() -> {
                        beat.get().run();
                        return false;
                    });

            Outcome told = log.run("apply", "-c", cloak, photo, "-o", folder.resolve("out"));
            Outcome quiet = new Program(directory -> Program.MODELS)
                    .beating(due -> {
                        throw new AssertionError("nobody asked for it");
                    })
                    .run("apply", "-c", cloak, photo, "-o", folder.resolve("out"), "--quiet");

            assertTrue(told.err().contains("Photos: 0 of 1" + System.lineSeparator()), told.err());
            assertFalse(told.err().contains("\r") || told.err().contains("\u001b"), told.err());
            assertEquals(ExitCode.DONE, quiet.exitCode(), quiet.err());
        }

        @Test
        void textsOfFilesAreNeverPrintedRaw() throws IOException {
            Path cloakOfAnother = Shared.path("trials/cloaks/cl-ansi.cloak");

            for (Outcome told : List.of(
                    PROGRAM.run("info", cloakOfAnother),
                    PROGRAM.run("info", cloakOfAnother, "--json"),
                    PROGRAM.run("apply", "-c", cloakOfAnother, seed, "-o", folder.resolve("out"), "--verbose"),
                    PROGRAM.run("check", "-c", cloakOfAnother, seed))) {
                assertPlain(told);
            }
            assertTrue(PROGRAM.run("info", cloakOfAnother).out().contains("\\u001b"), "but shown");
        }

        @Test
        @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such file names")
        void namesOfFilesAreNeverPrintedRaw() throws IOException {
            String ascii = "\u001b]52;c;eA==\u0007\n     9 cloaked\r";
            String more = ascii + "\u009b2J\u202e";
            boolean unicode = Charset.forName(System.getProperty("sun.jnu.encoding"))
                    .newEncoder()
                    .canEncode(more);
            String evil = unicode ? more : ascii;
            Path photos = Files.createDirectories(folder.resolve("photos" + evil));
            Path photo = Program.photo(photos.resolve("a" + evil + ".png"), 1);
            Path broken = Files.writeString(photos.resolve("b" + evil + ".jpg"), "no photo");
            Path own = Files.copy(cloak, folder.resolve("own" + evil + ".cloak"));
            Program noFaces = new Program(new FixedModels(List.of(), Program.MODELS.embedders()));

            for (Outcome told : List.of(
                    PROGRAM.run("apply", "-c", own, photos, "-o", folder.resolve("out" + evil)),
                    PROGRAM.run("apply", "-c", own, photos, "-o", folder.resolve("again" + evil), "--json"),
                    noFaces.run("apply", "-c", own, photos, "-o", folder.resolve("none" + evil)),
                    PROGRAM.run("apply", "-c", own, photos, "-o", photos),
                    PROGRAM.run("apply", "-c", broken, photos, "-o", folder.resolve("out"), "-v"),
                    PROGRAM.run("learn", broken, "-o", folder.resolve("x.cloak")),
                    PROGRAM.run("learn", photo, "-o", own),
                    PROGRAM.run("learn", folder.resolve("missing" + evil), "-o", folder.resolve("x.cloak")),
                    PROGRAM.run("learn", photo, "-o", folder.resolve("no" + evil + "/x.cloak")),
                    PROGRAM.run("info", own),
                    PROGRAM.run("info", broken),
                    noFaces.run("check", "-s", seed, photo, photo),
                    noFaces.run("check", "-c", own, photo),
                    PROGRAM.run("confirm", "-c", own, photo),
                    PROGRAM.run("inspect", broken),
                    PROGRAM.run("--" + evil),
                    PROGRAM.run("conceal" + evil),
                    PROGRAM.watched().run("apply", "-c", own, "--strength", evil, photo, "-o", folder.resolve("o")))) {
                assertPlain(told);
            }
        }
    }
}
