package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedOutputStream;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.onnx.internal.graph.TinyModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The hosts in which the library must work, or say in a sentence why it does not: each a process of its own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the hosts are made by the means of Linux")
class HostsTest {

    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void photoAndCloak() throws IOException {
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, 12 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        CloakFile.write(new CloakMask(delta, info, List.of()), folder.resolve("me.cloak"));
        ImageIO.write(
                new BufferedImage(240, 240, BufferedImage.TYPE_3BYTE_BGR),
                "jpeg",
                folder.resolve("photo.jpg").toFile());
    }

    /** A process, ready to start. */
    private record Host(Process process, Path log) {

        String end() throws IOException, InterruptedException {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the process does not end");
            String told = Files.readString(log);
            assertEquals(0, process.exitValue(), told);
            return told;
        }
    }

    private Path home() {
        return folder.resolve("home");
    }

    /** @param shell what a shell does first */
    private Host start(String name, String shell, String how, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HostProcess.class.getName(),
                how,
                folder.resolve("me.cloak").toString(),
                folder.resolve("photo.jpg").toString(),
                folder.resolve(name + "-copy.jpg").toString(),
                folder.resolve(name + ".cloak").toString()));
        List<String> inShell = new ArrayList<>(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
        inShell.addAll(command);
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(inShell).redirectErrorStream(true).redirectOutput(log.toFile());
        environment.forEach(builder.environment()::put);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Host(process, log);
    }

    private static String homeOption(Path home) {
        return "-Dfacecloak.home=" + home;
    }

    private void assertProtected(String name) throws IOException {
        BufferedImage copy =
                new PhotoReader().read(folder.resolve(name + "-copy.jpg")).upright();
        assertTrue((copy.getRGB(120, 120) & 0xff) > 5, "the copy is not protected");
        CloakFile.read(folder.resolve(name + ".cloak"));
    }

    @Test
    void withoutAUmaskNothingIsForOthers() throws Exception {
        environment.put("HOME", folder.resolve("user").toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("xdg").toString());
        start("open", "umask 000", "plain", homeOption(home())).end();
        assertProtected("open");
        Set<PosixFilePermission> others = PosixFilePermissions.fromString("---rwxrwx");
        List<Path> secret = new ArrayList<>(List.of(folder.resolve("open.cloak")));
        for (Path place : List.of(home(), folder.resolve("user"), folder.resolve("xdg"))) {
            if (Files.exists(place)) {
                try (Stream<Path> all = Files.walk(place)) {
                    secret.addAll(all.toList());
                }
            }
        }
        assertTrue(secret.stream().anyMatch(file -> file.endsWith("libonnxruntime.so")), secret.toString());
        for (Path file : secret) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            assertTrue(
                    others.stream().noneMatch(permissions::contains),
                    () -> file + " is " + PosixFilePermissions.toString(permissions));
        }
    }

    @Test
    void noCodeIsLoadedFromAFolderThatOthersCanWriteTo() throws Exception {
        start("first", ":", "plain", homeOption(home())).end();
        for (String open : List.of("engine", "")) {
            Path opened = home().resolve(open).toRealPath();
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(opened);
            Files.setPosixFilePermissions(opened, PosixFilePermissions.fromString("rwxrwxrwx"));
            String told = start("second", ":", "plain", homeOption(home()), "-verbose:class", "-Xlog:library*=info")
                    .end();
            assertProtected("second");
            assertTrue(
                    told.lines()
                            .anyMatch(line -> line.contains("no native code is kept in")
                                    && line.contains(opened + ": others can write to it (rwxrwxrwx)")),
                    told);
            Files.setPosixFilePermissions(opened, before);
        }
    }

    @Test
    void noCodeIsLoadedFromAFolderOfTheCallersThatOthersCanWriteTo() throws Exception {
        Path libraries = Files.createDirectory(folder.resolve("libraries"));
        Files.setPosixFilePermissions(libraries, PosixFilePermissions.fromString("rwxrwxrwx"));
        Host host = start("told", ":", "plain", "-Donnxruntime.native.path=" + libraries);
        assertTrue(host.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        String told = Files.readString(host.log());
        assertTrue(told.contains("ModelException"), told);
        assertTrue(told.contains("-Donnxruntime.native.path names: " + libraries + ": others can write to it"), told);
        assertFalse(Files.exists(folder.resolve("told-copy.jpg")));
    }

    @Test
    void aModelThatTakesAllMemoryIsNamed() throws Exception {
        Path model = folder.resolve("endless.onnx");
        try (OutputStream out = Files.newOutputStream(model)) {
            out.write(TinyRecogniser.bytes());
            // A doc_string, which may stand anywhere in the file.
            byte[] text = new byte[100 << 20];
            Arrays.fill(text, (byte) 'x');
            CodedOutputStream fields = CodedOutputStream.newInstance(out);
            fields.writeByteArray(ModelProto.DOC_STRING_FIELD_NUMBER, text);
            fields.flush();
        }
        String told =
                start("memory", ":", "model", "-Xmx64m", "-Dmodel=" + model).end();
        assertTrue(
                told.lines()
                        .anyMatch(line -> line.startsWith("refused: the model " + model)
                                && line.contains("needs more memory than there is")
                                && line.length() <= 510),
                told);
    }

    @Test
    void anInterruptedThreadWorksOrIsTold() throws Exception {
        Host host = start("interrupted", ":", "interrupted", homeOption(home()));
        assertTrue(host.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        String told = Files.readString(host.log());
        assertTrue(told.contains("InterruptedIOException: ") && told.contains("the thread was interrupted"), told);
        assertFalse(Files.exists(folder.resolve("interrupted-copy.jpg")));
    }

    @Test
    void otherLocalesAndHomesChangeNothing() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        start("arabic", "export LC_ALL=C", "plain", homeOption(link), "-Duser.language=ar", "-Duser.country=EG")
                .end();
        assertProtected("arabic");
        start("nowhere", "unset HOME", "plain", homeOption(Path.of("/proc/nowhere")))
                .end();
        assertProtected("nowhere");
        start("executor", ":", "executor", homeOption(link)).end();
        assertProtected("executor");
    }

    @Test
    void twoProcessesFillOneEmptyCache() throws Exception {
        Host one = start("one", ":", "plain", homeOption(home()));
        Host two = start("two", ":", "plain", homeOption(home()));
        one.end();
        two.end();
        assertProtected("one");
        assertProtected("two");
    }

    /** Tens of thousands of operators, at which the engine would work for minutes. */
    @Test
    void aModelThatTakesTooLongIsGivenUpByName() throws Exception {
        Path model = folder.resolve("chain.onnx");
        Files.write(model, TinyModels.chain(45_000).toByteArray());
        String told = start("time", ":", "model", "-Dfacecloak.model.seconds=2", "-Dmodel=" + model)
                .end();
        assertTrue(
                told.lines()
                        .anyMatch(line -> line.startsWith("refused: the model " + model)
                                && line.contains("takes more than 2 seconds")),
                told);
    }
}
