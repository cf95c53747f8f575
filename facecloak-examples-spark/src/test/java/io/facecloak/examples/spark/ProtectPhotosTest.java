package io.facecloak.examples.spark;

import static io.facecloak.examples.spark.LocalSpark.DEMO;
import static io.facecloak.examples.spark.LocalSpark.get;
import static io.facecloak.examples.spark.LocalSpark.row;
import static io.facecloak.examples.spark.LocalSpark.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.CloakFolder;
import io.facecloak.FaceCloak;
import io.facecloak.optimize.Refinement;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloak learnt in few steps, on the bundled models. */
class ProtectPhotosTest {

    private static FaceCloak cloak;

    @TempDir
    Path folder;

    private Path photos;
    private Path cloaks;
    private Path output;

    @BeforeAll
    static void learn() throws IOException {
        cloak = FaceCloak.builder()
                .seed(DEMO.resolve("seed.jpg"))
                .settings(learning -> learning.withSyntheticFaces(1).withIterations(10))
                .build();
    }

    @BeforeEach
    void folders() throws IOException {
        photos = Files.createDirectory(folder.resolve("photos"));
        cloaks = Files.createDirectory(folder.resolve("cloaks"));
        output = folder.resolve("protected");
        cloak.save(CloakFolder.file(cloaks, "anna@example.org"));
        cloak.save(CloakFolder.file(cloaks, "ben/1"));
    }

    private String demo(int number, String name) throws IOException {
        Path target = photos.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(DEMO.resolve("photos/photo-" + number + ".jpg"), target);
        return name;
    }

    private ProtectSettings settings(File models) {
        return settings(models, PhotoRefinement.OFF);
    }

    private ProtectSettings settings(File models, PhotoRefinement refinement) {
        ProtectSettings usual = ProtectSettings.of(photos.toFile(), cloaks.toFile(), output.toFile());
        return new ProtectSettings(
                usual.photos(),
                usual.cloaks(),
                usual.output(),
                models,
                usual.faces(),
                refinement,
                true,
                false,
                new ProtectSettings.Limits(2_000_000, 1 << 20),
                2);
    }

    private Map<String, Row> protect(Dataset<Row> table) {
        List<Row> rows = new ProtectPhotos(settings(null)).outcomes(table).collectAsList();
        return LocalSpark.by(row -> get(row, "user") + " " + get(row, "path"), rows);
    }

    @Test
    void protectsEveryPhotoOnceAndRecordsWhatIsUnusable() throws IOException {
        demo(1, "2024/party.jpg");
        demo(2, "2024/beach.jpg");
        demo(3, "ben/portrait.jpg");
        byte[] whole = Files.readAllBytes(DEMO.resolve("photos/photo-4.jpg"));
        Files.write(photos.resolve("truncated.jpg"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(photos.resolve("words.jpg"), "this is no photo");
        Files.writeString(photos.resolve("notes.txt"), "this is no photo");
        ImageIO.write(new BufferedImage(2000, 1001, BufferedImage.TYPE_BYTE_BINARY), "png", file("huge.png"));
        ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", file("nobody.png"));
        Files.writeString(CloakFolder.file(cloaks, "carl"), "no cloak");
        Map<String, String> originals = LocalSpark.files(photos);
        String anna = "anna@example.org";
        Dataset<Row> table = table(
                row(anna, "2024/party.jpg"),
                row(anna, "2024/party.jpg"),
                row(anna, "2024/beach.jpg"),
                row("ben/1", "ben/portrait.jpg"),
                row(anna, "truncated.jpg"),
                row(anna, "words.jpg"),
                row(anna, "notes.txt"),
                row(anna, "huge.png"),
                row(anna, "nobody.png"),
                row(anna, "missing.jpg"),
                row(anna, "../cloaks/carl.cloak"),
                row(anna, "a\0b"),
                row(anna, null),
                row(null, "2024/party.jpg"),
                row("carl", "2024/party.jpg"),
                row("dora", "2024/party.jpg"));

        Map<String, Row> outcomes = protect(table);

        assertEquals(15, outcomes.size(), "each row once");
        Row party = outcomes.get(anna + " 2024/party.jpg");
        assertEquals("PROTECTED", get(party, "status"), party::toString);
        assertEquals(1, LocalSpark.<Integer>get(party, "faces"));
        assertEquals(1, LocalSpark.<Integer>get(party, "cloaked"));
        double before = LocalSpark.<Double>get(party, "similarity_before");
        double after = LocalSpark.<Double>get(party, "similarity_after");
        assertTrue(after < before - 0.1, () -> before + " -> " + after);
        assertNull(get(party, "reason"));
        assertEquals(output.resolve("anna@example.org/2024/party.jpg").toString(), get(party, "output"));
        Path expected = folder.resolve("expected.jpg");
        cloak.apply(photos.resolve("2024/party.jpg"), expected);
        assertEquals(
                -1, Files.mismatch(expected, Path.of(LocalSpark.<String>get(party, "output"))), "the library's copy");
        assertEquals("PROTECTED", get(outcomes.get("ben/1 ben/portrait.jpg"), "status"));

        Row nobody = outcomes.get(anna + " nobody.png");
        assertEquals("NO_FACE", get(nobody, "status"));
        assertEquals(0, LocalSpark.<Integer>get(nobody, "faces"));
        assertNull(get(nobody, "similarity_after"));
        assertNull(get(nobody, "output"), "nothing unprotected is copied");
        expect(outcomes.get(anna + " truncated.jpg"), "FAILED", "truncated.jpg");
        expect(outcomes.get(anna + " words.jpg"), "FAILED", "words.jpg");
        expect(outcomes.get(anna + " notes.txt"), "NO_PHOTO", "notes.txt");
        expect(outcomes.get(anna + " huge.png"), "FAILED", "maxPixels");
        expect(outcomes.get(anna + " missing.jpg"), "FAILED", "does not exist");
        expect(outcomes.get(anna + " ../cloaks/carl.cloak"), PhotoRows.INVALID_ROW, "not in the folder");
        expect(outcomes.get(anna + " a\0b"), PhotoRows.INVALID_ROW, "Nul");
        expect(outcomes.get(anna + " null"), PhotoRows.INVALID_ROW, "no path");
        expect(outcomes.get("null 2024/party.jpg"), PhotoRows.INVALID_ROW, "no user");
        expect(outcomes.get("carl 2024/party.jpg"), PhotoRows.UNUSABLE_CLOAK, "carl.cloak");
        expect(outcomes.get("dora 2024/party.jpg"), PhotoRows.NO_CLOAK, "dora.cloak does not exist");

        assertEquals(originals, LocalSpark.files(photos), "originals stay");
        assertEquals(
                Set.of(
                        "anna@example.org/2024/party.jpg",
                        "anna@example.org/2024/beach.jpg",
                        "ben%2F1/ben/portrait.jpg"),
                LocalSpark.files(output).keySet());
    }

    @Test
    void photosAreRefinedWhereThatIsAskedFor() throws IOException {
        Dataset<Row> table = table(row("ben/1", demo(1, "a.jpg")));
        assertEquals(
                PhotoRefinement.OFF,
                ProtectSettings.of(photos.toFile(), cloaks.toFile(), output.toFile())
                        .refinement());

        List<Row> rows = new ProtectPhotos(settings(null, PhotoRefinement.FAINT))
                .outcomes(table)
                .collectAsList();

        assertEquals("PROTECTED", get(rows.get(0), "status"), rows::toString);
        Path expected = folder.resolve("expected.jpg");
        cloak.refined(Refinement.FAINT).apply(photos.resolve("a.jpg"), expected);
        assertEquals(-1, Files.mismatch(expected, output.resolve("ben%2F1/a.jpg")), "the library's refined copy");
    }

    @Test
    void aSecondRunMakesWhatIsMissingAndNothingElse() throws IOException {
        Dataset<Row> table = table(row("ben/1", demo(1, "a.jpg")), row("ben/1", demo(2, "b.jpg")));
        protect(table);
        Map<String, String> first = LocalSpark.files(output);
        byte[] lost = Files.readAllBytes(output.resolve("ben%2F1/a.jpg"));
        Files.delete(output.resolve("ben%2F1/a.jpg"));

        Map<String, Row> second = protect(table);

        assertEquals("PROTECTED", get(second.get("ben/1 a.jpg"), "status"));
        assertEquals("EXISTING", get(second.get("ben/1 b.jpg"), "status"));
        assertEquals(output.resolve("ben%2F1/b.jpg").toString(), get(second.get("ben/1 b.jpg"), "output"));
        assertEquals(Arrays.hashCode(lost), Arrays.hashCode(Files.readAllBytes(output.resolve("ben%2F1/a.jpg"))));
        assertEquals(first.get("ben%2F1/b.jpg"), LocalSpark.files(output).get("ben%2F1/b.jpg"));
    }

    @Test
    void twoPhotosNeverShareACopy() throws IOException {
        for (int i = 0; i < 6; i++) {
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "gif", file(i + ".gif"));
        }
        // The copy of the GIF would have the name of the PNG's.
        ImageIO.write(new BufferedImage(50, 30, BufferedImage.TYPE_INT_RGB), "png", file("3.gif.png"));
        Dataset<Row> table = table(
                row("ben/1", "0.gif"),
                row("ben/1", "1.gif"),
                row("ben/1", "2.gif"),
                row("ben/1", "3.gif"),
                row("ben/1", "4.gif"),
                row("ben/1", "5.gif"),
                row("ben/1", "3.gif.png"));

        Map<String, Row> outcomes = protect(table);

        assertEquals("NO_FACE", get(outcomes.get("ben/1 3.gif"), "status"));
        expect(outcomes.get("ben/1 3.gif.png"), "FAILED", "same name");
        assertEquals("NO_FACE", get(outcomes.get("ben/1 5.gif"), "status"));
    }

    @Test
    void missingModelsFailTheJobInsteadOfEveryPhoto() throws IOException {
        Dataset<Row> table = table(row("ben/1", demo(1, "a.jpg")));
        File nowhere = folder.resolve("nowhere").toFile();

        SparkException failed = assertThrows(SparkException.class, () -> {
            new ProtectPhotos(settings(nowhere)).outcomes(table).collectAsList();
        });

        assertTrue(failed.getMessage().contains("models directory " + nowhere), failed::getMessage);
    }

    @Test
    void modelsAndCloaksAreLoadedOncePerProcess() throws IOException {
        assertSame(ExecutorModels.in(null), ExecutorModels.in(null));
        assertSame(
                ExecutorModels.cloaks(settings(null)).find("ben/1").orElseThrow(),
                ExecutorModels.cloaks(settings(null)).find("ben/1").orElseThrow());
        assertNotSame(
                ExecutorModels.cloaks(settings(null)),
                ExecutorModels.cloaks(ProtectSettings.of(photos.toFile(), cloaks.toFile(), output.toFile())));
    }

    @Test
    void theCommandReadsATableAndAppendsToTheOutcomes() throws IOException {
        demo(1, "a.jpg");
        Path table = Files.writeString(folder.resolve("photos.csv"), "id,user,path\n1,ben/1,a.jpg\n2,dora,a.jpg\n");
        String outcomes = folder.resolve("outcomes").toString();
        String[] arguments = {
            "protect",
            "--table=" + table,
            "--format=csv",
            "--photos=" + photos,
            "--cloaks=" + cloaks,
            "--output=" + output,
            "--outcomes=" + outcomes,
            "--faces=all",
            "--no-similarity"
        };

        assertEquals(0, SparkJobs.commandLine().execute(arguments));
        assertEquals(0, SparkJobs.commandLine().execute(arguments));

        List<Row> rows = LocalSpark.SESSION
                .read()
                .parquet(outcomes)
                .orderBy("run_at", "user")
                .collectAsList();
        assertEquals(
                List.of("PROTECTED", "NO_CLOAK", "EXISTING", "NO_CLOAK"),
                rows.stream().map(row -> get(row, "status")).toList());
        assertNull(get(rows.get(0), "similarity_after"));
        assertNotNull(get(rows.get(0), "run_at"));
        assertNotEquals(LocalSpark.<Object>get(rows.get(0), "run_at"), get(rows.get(2), "run_at"));
    }

    @Test
    void aTableWithoutPathsIsRefused() {
        Dataset<Row> table = table().drop("path");

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new ProtectPhotos(settings(null)).outcomes(table));

        assertTrue(refused.getMessage().contains("user and path"), refused::getMessage);
    }

    private File file(String name) {
        return photos.resolve(name).toFile();
    }

    private static void expect(Row outcome, String status, String reason) {
        assertNotNull(outcome);
        assertEquals(status, get(outcome, "status"), outcome::toString);
        assertNull(get(outcome, "output"));
        assertTrue(LocalSpark.<String>get(outcome, "reason").contains(reason), outcome::toString);
    }
}
