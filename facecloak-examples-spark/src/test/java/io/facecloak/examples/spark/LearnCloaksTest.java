package io.facecloak.examples.spark;

import static io.facecloak.examples.spark.LocalSpark.DEMO;
import static io.facecloak.examples.spark.LocalSpark.get;
import static io.facecloak.examples.spark.LocalSpark.row;
import static io.facecloak.examples.spark.LocalSpark.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.Preset;
import io.facecloak.mask.CloakFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few steps of learning on the bundled models. */
class LearnCloaksTest {

    @TempDir
    Path folder;

    private Path photos;
    private Path cloaks;

    @BeforeEach
    void photos() throws IOException {
        photos = Files.createDirectory(folder.resolve("photos"));
        cloaks = folder.resolve("cloaks");
        Files.copy(DEMO.resolve("seed.jpg"), photos.resolve("seed.jpg"));
        Files.copy(DEMO.resolve("photos/photo-1.jpg"), photos.resolve("other.jpg"));
    }

    private Map<String, Row> learn(Dataset<Row> seeds) {
        LearnSettings settings =
                new LearnSettings(photos.toFile(), cloaks.toFile(), null, Preset.PAPER, 1, true, false, 1);
        return LocalSpark.by(
                row -> get(row, "user"),
                new LearnCloaks(settings).outcomes(seeds).collectAsList());
    }

    @Test
    void everyUserGetsACloakAndUnusableSeedsAreRecorded() throws IOException {
        Files.writeString(photos.resolve("notes.jpg"), "this is no photo");
        Files.copy(DEMO.resolve("seed.jpg"), folder.resolve("outside.jpg"));
        Dataset<Row> seeds = table(
                row("anna@example.org", "seed.jpg"),
                row("ben", "other.jpg"),
                row("ben", "seed.jpg"),
                row("ben", "seed.jpg"),
                row("carl", "notes.jpg"),
                row("dora", "missing.jpg"),
                row("eve", "../outside.jpg"),
                row("fred", null),
                row("", "seed.jpg"));

        Map<String, Row> outcomes = learn(seeds);

        assertEquals(Set.of("anna@example.org", "ben", "carl", "dora", "eve", "fred", ""), outcomes.keySet());
        Row anna = outcomes.get("anna@example.org");
        assertEquals(CloakRows.LEARNT, get(anna, "status"), anna::toString);
        assertTrue(LocalSpark.<Double>get(anna, "seconds") > 0);
        assertNull(get(anna, "reason"));
        assertEquals(cloaks.resolve("anna@example.org.cloak").toString(), get(anna, "cloak"));
        assertEquals(
                1,
                CloakFile.read(Path.of(LocalSpark.<String>get(anna, "cloak")))
                        .info()
                        .iterations());
        Row ben = outcomes.get("ben");
        assertEquals(CloakRows.LEARNT, get(ben, "status"), ben::toString);
        assertEquals(List.of("other.jpg", "seed.jpg"), ben.getList(ben.fieldIndex("seeds")), "one cloak from both");

        expect(outcomes.get("carl"), CloakRows.FAILED, "notes.jpg");
        expect(outcomes.get("dora"), CloakRows.FAILED, "missing.jpg");
        expect(outcomes.get("eve"), CloakRows.INVALID_ROW, "outside.jpg");
        expect(outcomes.get("fred"), CloakRows.INVALID_ROW, "path");
        expect(outcomes.get(""), CloakRows.INVALID_ROW, "user");
        assertEquals(
                Set.of("anna@example.org.cloak", "ben.cloak"),
                LocalSpark.files(cloaks).keySet());

        Map<String, String> first = LocalSpark.files(cloaks);
        Map<String, Row> again = learn(seeds);
        assertEquals(CloakRows.EXISTING, get(again.get("ben"), "status"));
        assertEquals(get(ben, "cloak"), LocalSpark.<String>get(again.get("ben"), "cloak"));
        expect(again.get("carl"), CloakRows.FAILED, "notes.jpg");
        assertEquals(first, LocalSpark.files(cloaks), "a second run changes nothing");
    }

    private static void expect(Row outcome, String status, String reason) {
        assertEquals(status, get(outcome, "status"), outcome::toString);
        assertNull(get(outcome, "cloak"));
        assertTrue(LocalSpark.<String>get(outcome, "reason").contains(reason), outcome::toString);
    }
}
