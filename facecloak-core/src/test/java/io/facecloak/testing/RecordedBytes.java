package io.facecloak.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.facecloak.internal.storage.Sha256;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Results by their SHA-256, compared with those of an earlier version, so that a change which must not alter any cloak or photo is seen
 * not to. Where results may change, {@code -Dfacecloak.bytes.record=true} writes them anew instead of comparing.
 *
 * <p>Floating-point results depend on the processor; they are compared on {@link #processor() processors} for which there is a record.
 */
public final class RecordedBytes {

    private final Path file;
    private final Map<String, String> hashes = new TreeMap<>();

    /**
     * @param folder below {@code src/test/resources} of the module whose tests run
     * @param name what the results depend on, as a file name; without a record of that name the test is skipped
     */
    public RecordedBytes(String folder, String name) {
        file = Path.of("src/test/resources", folder, name + ".sha256");
        assumeTrue(
                isRecording() || Files.exists(file),
                () -> "skipped: nothing was recorded in " + file + "; -Dfacecloak.bytes.record=true does");
    }

    /** The processor's architecture, and the widest of the vector instructions by which engines choose their kernels. */
    public static String processor() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        List<String> flags = Files.exists(description)
                ? Files.readAllLines(description).stream()
                        .filter(line -> line.startsWith("flags"))
                        .findFirst()
                        .map(line -> List.of(line.split("\\s+")))
                        .orElse(List.of())
                : List.of();
        StringBuilder name = new StringBuilder(System.getProperty("os.arch"));
        for (String feature : List.of("avx2", "avx512f", "avx512_vnni", "amx_tile")) {
            if (flags.contains(feature)) {
                name.append('-').append(feature);
            }
        }
        return name.toString();
    }

    public void add(String name, byte[] bytes) {
        hashes.put(name, Sha256.hex(bytes));
    }

    public void add(String name, Path result) throws IOException {
        hashes.put(name, Sha256.hex(result));
    }

    /** The perturbation and the templates; a cloak's file also holds the time of its making. */
    public void add(String name, CloakMask cloak) {
        add(name + ", cloak", floats(cloak.delta()));
        for (PersonTemplate template : cloak.templates()) {
            add(name + ", template of " + template.embedderName(), floats(template.embedding()));
        }
    }

    private static byte[] floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    public void assertUnchanged() throws IOException {
        List<String> lines = new ArrayList<>();
        hashes.forEach((name, hash) -> lines.add(hash + "  " + name));
        if (isRecording()) {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        }
        assertEquals(String.join("\n", Files.readAllLines(file)), String.join("\n", lines));
    }

    private static boolean isRecording() {
        return Boolean.getBoolean("facecloak.bytes.record");
    }
}
