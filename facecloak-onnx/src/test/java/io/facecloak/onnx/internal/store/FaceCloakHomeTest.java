package io.facecloak.onnx.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaceCloakHomeTest {

    private static final Map<String, String> USER = Map.of("user.home", absolute("home/me"));

    @Test
    void theMostSpecificSettingWins() {
        String chosen = absolute("chosen");
        String variable = absolute("variable");
        String caches = absolute("caches");
        assertEquals(
                Path.of(chosen),
                home(
                        Map.of("user.home", absolute("home/me"), "facecloak.home", chosen),
                        Map.of("FACECLOAK_HOME", variable, "XDG_CACHE_HOME", caches)));
        assertEquals(Path.of(variable), home(USER, Map.of("FACECLOAK_HOME", variable, "XDG_CACHE_HOME", caches)));
        assertEquals(Path.of(caches, "facecloak"), home(USER, Map.of("FACECLOAK_HOME", "", "XDG_CACHE_HOME", caches)));
        assertEquals(Path.of(absolute("home/me"), ".cache", "facecloak"), home(USER, Map.of()));
    }

    @Test
    void aRelativeCacheFolderIsIgnoredAndARelativeHomeIsMadeAbsolute() {
        assertEquals(
                Path.of(absolute("home/me"), ".cache", "facecloak"), home(USER, Map.of("XDG_CACHE_HOME", "caches")));
        assertEquals(Path.of("here").toAbsolutePath(), home(USER, Map.of("FACECLOAK_HOME", "here")));
    }

    @Test
    void anImpossiblePathIsNamedWithItsSource() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> home(USER, Map.of("FACECLOAK_HOME", "nul\0character")));
        assertTrue(e.getMessage().contains("FACECLOAK_HOME"), e.getMessage());
    }

    private static Path home(Map<String, String> properties, Map<String, String> environment) {
        return FaceCloakHome.path(properties::get, environment::get);
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }
}
