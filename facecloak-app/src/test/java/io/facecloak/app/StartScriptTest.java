package io.facecloak.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The release bundle's script for Linux and macOS, run as people run it, with this test's classes in place of the bundle's. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {

    private static final Path SCRIPT = Path.of("src/bundle/bin/facecloak");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** What a run left behind; it writes everything to one stream. */
    private record Outcome(int exitCode, String printed) {

        private List<String> lines() {
            return printed.lines().toList();
        }
    }

    /** Tells how it was started, in place of FaceCloak. */
    static final class Echo {

        public static void main(String[] arguments) {
            System.out.println(System.getProperty("java.home"));
            System.out.println(System.getProperty("user.dir"));
            Arrays.stream(arguments).forEach(System.out::println);
            System.exit(arguments.length == 0 ? 0 : 5);
        }
    }

    @TempDir
    Path folder;

    private Path bundle;

    @BeforeEach
    void unpack() throws IOException {
        folder = folder.toRealPath();
        bundle = folder.resolve("My $HOME's `apps`/face cloak");
        Files.createDirectories(bundle.resolve("bin"));
        Files.copy(SCRIPT, bundle.resolve("bin/facecloak"));
        makeExecutable(bundle.resolve("bin/facecloak"));
        jar(Echo.class.getName());
    }

    @Test
    void passesArgumentsFolderAndExitCodeOn() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("some where"));
        List<String> arguments = List.of("apply", "my photos", "", "*", "$HOME", "a\"b'c", "--", "-x");

        Outcome outcome = run(
                elsewhere,
                Map.of("JAVA_HOME", JAVA_HOME.toString()),
                bundle.resolve("bin/facecloak").toString(),
                arguments);

        List<String> expected = new ArrayList<>(List.of(JAVA_HOME.toString(), elsewhere.toString()));
        expected.addAll(arguments);
        assertEquals(expected, outcome.lines());
        assertEquals(5, outcome.exitCode());
    }

    @Test
    void runsTheRealProgram() throws Exception {
        jar("io.facecloak.app.cli.Main");

        Outcome outcome = run(
                folder,
                Map.of("JAVA_HOME", JAVA_HOME.toString()),
                bundle.resolve("bin/facecloak").toString(),
                List.of("info", "no such.cloak"));

        assertEquals(1, outcome.exitCode(), outcome.printed());
        assertTrue(outcome.printed().contains("no such.cloak"), outcome.printed());
    }

    @Test
    void findsItselfHoweverItIsCalled() throws Exception {
        Path links = Files.createDirectories(folder.resolve("my links"));
        Path absolute = Files.createSymbolicLink(links.resolve("absolute"), bundle.resolve("bin/facecloak"));
        Path relative =
                Files.createSymbolicLink(links.resolve("relative"), links.relativize(bundle.resolve("bin/facecloak")));
        Path chain = Files.createSymbolicLink(folder.resolve("to a link"), folder.relativize(relative));
        Path ofFolder = Files.createSymbolicLink(links.resolve("bin"), bundle.resolve("bin"));
        Map<String, String> environment =
                Map.of("JAVA_HOME", JAVA_HOME.toString(), "PATH", links + File.pathSeparator + System.getenv("PATH"));

        assertAll(Stream.of(
                        absolute.toString(),
                        relative.toString(),
                        chain.toString(),
                        ofFolder.resolve("facecloak").toString(),
                        // Relative to the folder it is called from, and found on the PATH.
                        "my links/../my links/relative",
                        "./to a link",
                        "absolute")
                .map(called -> () -> {
                    Outcome outcome = run(folder, environment, called, List.of());
                    assertEquals(List.of(JAVA_HOME.toString(), folder.toString()), outcome.lines(), called);
                    assertEquals(0, outcome.exitCode());
                }));
        Outcome byShell = runCommand(bundle.resolve("bin"), environment, List.of("/bin/sh", "facecloak"));
        assertEquals(0, byShell.exitCode(), byShell.printed());
    }

    @Test
    void findsJavaOnThePath() throws Exception {
        Path java = Files.createDirectories(folder.resolve("java folder"));
        Files.createSymbolicLink(java.resolve("java"), JAVA_HOME.resolve("bin/java"));

        Outcome outcome = runIn(Map.of("PATH", java.toString()));

        assertEquals(JAVA_HOME.toString(), outcome.lines().get(0));
        assertEquals(0, outcome.exitCode());
    }

    @Test
    void noticesOfJavaAreNotItsVersion() throws Exception {
        Outcome outcome = runIn(Map.of("JAVA_HOME", JAVA_HOME.toString(), "JAVA_TOOL_OPTIONS", "-Dversion=1.8"));

        assertTrue(outcome.printed().contains(JAVA_HOME.toString()), outcome.printed());
        assertEquals(0, outcome.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "17.0.15", "21-ea", "25.0.1", "100.0.1"})
    void takesJava17AndNewer(String version) throws Exception {
        Path home = fakeJava("echo 'openjdk version \"" + version + "\" 2025-09-16' >&2");

        Outcome outcome = runIn(Map.of("JAVA_HOME", home.toString()));

        assertEquals(0, outcome.exitCode(), outcome.printed());
        assertEquals(
                "started -jar " + bundle.resolve("facecloak.jar"),
                outcome.printed().strip());
    }

    @ParameterizedTest
    @CsvSource({"java, 1.8.0_392", "openjdk, 11.0.2", "openjdk, 16-internal"})
    void saysThatJavaIsTooOld(String name, String version) throws Exception {
        Path home = fakeJava("echo '" + name + " version \"" + version + "\"' >&2");

        assertRefused(
                runIn(Map.of("JAVA_HOME", home.toString())),
                home.resolve("bin/java") + " is Java " + version + ", which is too old; ");
        assertRefused(
                runIn(Map.of("PATH", home.resolve("bin").toString())),
                home.resolve("bin/java") + " is Java " + version + ", which is too old; ");
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        assertRefused(runIn(Map.of("PATH", empty.toString())), "there is no Java on this computer's PATH; ");
        assertRefused(
                runIn(Map.of("JAVA_HOME", empty.toString())),
                "JAVA_HOME is " + empty + ", but " + empty + "/bin/java is no program; ");
    }

    @Test
    void saysThatJavaDoesNotRun() throws Exception {
        Path failing = fakeJava("echo 'out of order' >&2; exit 1");
        assertRefused(runIn(Map.of("JAVA_HOME", failing.toString())), failing.resolve("bin/java") + " does not run; ");

        Path silent = fakeJava("echo 'hello'");
        assertRefused(
                runIn(Map.of("JAVA_HOME", silent.toString())),
                silent.resolve("bin/java") + " does not tell its version; ");
    }

    @Test
    void saysThatTheZipWasNotUnpackedWhole() throws Exception {
        Files.delete(bundle.resolve("facecloak.jar"));

        Outcome outcome = runIn(Map.of("JAVA_HOME", JAVA_HOME.toString()));

        assertEquals(1, outcome.exitCode());
        assertEquals(
                "facecloak: " + bundle.resolve("facecloak.jar")
                        + " is missing; unpack the whole zip and leave the files where they are",
                outcome.printed().strip());
    }

    private static void assertRefused(Outcome outcome, String beginning) {
        assertEquals(1, outcome.exitCode(), outcome.printed());
        assertTrue(outcome.printed().startsWith("facecloak: " + beginning), outcome.printed());
        assertTrue(outcome.printed().contains("install Java 17 or newer"), outcome.printed());
    }

    /** Runs the script itself, without arguments. */
    private Outcome runIn(Map<String, String> environment) throws Exception {
        return run(folder, environment, bundle.resolve("bin/facecloak").toString(), List.of());
    }

    /** @param called looked for as a shell does */
    private static Outcome run(Path folder, Map<String, String> environment, String called, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\"", "sh", called));
        command.addAll(arguments);
        return runCommand(folder, environment, command);
    }

    private static Outcome runCommand(Path folder, Map<String, String> environment, List<String> command)
            throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        List.of("JAVA_HOME", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CDPATH").forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), printed);
    }

    /** A folder with a bin/java that first does what it is told, then tells with what it was started. */
    private Path fakeJava(String onVersion) throws IOException {
        Path home = Files.createTempDirectory(folder, "fake java ");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(
                java, "#!/bin/sh\nif [ \"$1\" = -version ]; then\n" + onVersion + "\nelse\necho started \"$@\"\nfi\n");
        makeExecutable(java);
        return home;
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A facecloak.jar that starts a class of this test's class path. */
    private void jar(String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(bundle.resolve("facecloak.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }
}
