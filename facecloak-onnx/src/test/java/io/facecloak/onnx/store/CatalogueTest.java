package io.facecloak.onnx.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelEntry.ModelKind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

    private static final String FILE = "{\"path\": \"recognisers/a.onnx\", \"urls\": [\"https://models.example/a\"]}";

    @TempDir
    private Path folder;

    @Test
    void theBuiltInCatalogueIsCompleteAndHonest() {
        Catalogue catalogue = Catalogue.builtIn();
        for (ModelEntry entry : catalogue.entries().values()) {
            assertEquals(entry.name().equals("arc2face-configs"), !entry.isVerified(), entry.name());
            assertTrue(entry.licencePage().isPresent(), entry.name());
            for (ModelFile file : entry.files()) {
                assertEquals(file.sha256().isPresent(), file.size().isPresent(), file.path());
                file.urls().forEach(url -> assertEquals("https", url.getScheme()));
            }
            if (entry.kinds().contains(ModelKind.RECOGNISER)) {
                assertFalse(entry.input().isEmpty(), entry.name());
            }
        }
        for (String insightface : List.of("w600k_r50", "w600k_mbf", "glintr100", "scrfd_10g_bnkps")) {
            assertTrue(catalogue.entry(insightface).orElseThrow().licence().contains("non-commercial"));
        }
        assertEquals(
                "ec639a0429b4819130d1405a2d3b38beaa4cc4a6c5bd9cf48b94fdf65461de83",
                catalogue
                        .entry("arc2face-arcface")
                        .orElseThrow()
                        .files()
                        .get(0)
                        .sha256()
                        .orElseThrow());
        assertEquals(
                Set.of(ModelKind.FILES), catalogue.entry("yunet").orElseThrow().kinds());
    }

    @Test
    void usersExtendAndReplaceEntries() throws IOException {
        Path file = Files.writeString(folder.resolve("catalogue.json"), """
                {"models": {
                  "mine": {"description": "mine", "licence": "mine", "files": [%s]},
                  "sface": {"description": "another", "licence": "mine", "input": {"preset": "adaface", "order": "RGB"},
                    "files": [%s]}}}
                """.formatted(FILE, FILE));
        Catalogue both = Catalogue.builtIn().plus(Catalogue.read(file));
        assertEquals("another", both.entry("sface").orElseThrow().description());
        assertEquals(
                Set.of(ModelKind.RECOGNISER), both.entry("mine").orElseThrow().kinds());
        assertFalse(both.entry("mine").orElseThrow().isVerified());
        assertTrue(both.entry("glintr100").isPresent());
        assertEquals(
                "# From the catalogue, under sface.\norder=RGB\npreset=adaface\n",
                both.entry("sface").orElseThrow().conventions().get("recognisers/a.properties"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"models\": {}} {}",
                "{\"models\": {}, \"more\": 1}",
                "{\"models\": {},}",
                "{'models': {}}",
                "{models: {}}",
                "{\"models\": null}",
                "// a comment\n{\"models\": {}}",
                "{\"models\": {\"aa\": {\"description\": 1, \"licence\": \"l\", \"files\": [FILE]}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"files\": [{\"path\": \"a.onnx\", \"urls\": [1]}]}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"files\": [{\"path\": \"a.onnx\", \"urls\": [], \"size\": 1.5}]}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"files\": [{\"path\": \"a.onnx\", \"urls\": [], \"size\": 1e999999}]}}}",
                "{\"models\": {\"aa\": 1}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"files\": []}}}",
                "{\"models\": {\"aa\": {\"licence\": \"l\", \"files\": [FILE]}}}",
                "{\"models\": {\"A a\": {\"description\": \"d\", \"licence\": \"l\", \"files\": [FILE]}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"sha\": \"\", \"files\": [FILE]}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"files\": [FILE, FILE]}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"licence\": \"l\", \"files\": [FILE], \"input\": {\"a b\": \"1\"}}}}",
                "{\"models\": {\"aa\": {\"description\": \"d\", \"description\": \"e\", \"licence\": \"l\", \"files\": [FILE]}}}"
            })
    void malformedCataloguesAreRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("catalogue.json"), text.replace("FILE", FILE));
        ModelStoreException e = assertThrows(ModelStoreException.class, () -> Catalogue.read(file));
        assertEquals(ModelStoreException.Reason.CATALOGUE, e.reason());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void whatIsNoUtf8IsRefused() throws IOException {
        byte[] json = "{\"models\": {\"\u00e4\": {}}}".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("catalogue.json"), json);
        assertThrows(ModelStoreException.class, () -> Catalogue.read(file));
    }

    @Test
    void deepNestingAndLongNumbersAreRefused() throws IOException {
        Map<String, String> hostile = Map.of(
                "nested deeper", "[".repeat(1_000_000),
                "digits", "{\"models\": " + "1".repeat(100) + "}",
                "malformed", "{\"models\": " + "1".repeat(1_000_000) + "}");
        for (Map.Entry<String, String> each : hostile.entrySet()) {
            Path file = Files.writeString(folder.resolve("catalogue.json"), each.getValue());
            ModelStoreException e = assertThrows(ModelStoreException.class, () -> Catalogue.read(file));
            assertEquals(ModelStoreException.Reason.CATALOGUE, e.reason());
            assertTrue(e.getMessage().contains(each.getKey()), e.getMessage());
            assertTrue(
                    e.getMessage().length() < 1000,
                    "a message of " + e.getMessage().length() + " characters");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.onnx",
                "a/../b.onnx",
                "/etc/passwd",
                "a//b",
                "a\\b",
                "C:a",
                "",
                ".",
                "a/.lock",
                ".hidden",
                "a.",
                "nul.onnx",
                "COM1",
                "a b",
                "a\nb",
                "a.onnx.part",
                "a.onnx.sha256",
                "a/b/c/d/e/f/g/h/i"
            })
    void pathsCannotLeaveTheFolder(String path) {
        assertThrows(IllegalArgumentException.class, () -> file(path, "https://models.example/a", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://models.example/a",
                "models.example/a",
                "https://me:secret@a.example/a"
            })
    void addressesAreWebAddressesWithoutSecrets(String url) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> file("a.onnx", url, Optional.empty()));
        assertFalse(e.getMessage().contains("secret"));
    }

    @Test
    void hashesAreHexadecimal() {
        assertThrows(
                IllegalArgumentException.class,
                () -> file("a.onnx", "https://models.example/a", Optional.of("A".repeat(64))));
    }

    private static ModelFile file(String path, String url, Optional<String> sha256) {
        return new ModelFile(path, List.of(URI.create(url)), OptionalLong.empty(), sha256);
    }
}
