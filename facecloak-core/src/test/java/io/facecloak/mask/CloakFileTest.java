package io.facecloak.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CloakFileTest {

    @TempDir
    Path folder;

    private final CloakMask cloak = new CloakMask(delta(3), info(), List.of(template()));

    @Test
    void readsBackExactlyWhatWasLearnt() throws IOException {
        Path file = folder.resolve("alice.cloak");
        CloakFile.write(cloak, file);
        CloakMask read = CloakFile.read(file);
        assertEquals(cloak, read);
        assertEquals(cloak.hashCode(), read.hashCode());
        assertArrayEquals(cloak.delta(), read.delta());
        assertEquals(cloak.info(), read.info());
        assertArrayEquals(template().embedding(), read.templates().get(0).embedding());
        CloakFile.write(cloak.withoutTemplates(), file);
        assertEquals(List.of(), CloakFile.read(file).templates());
    }

    @Test
    void onlyCloaksAndEmptyFilesAreReplaced() throws IOException {
        byte[] cloakFile = bytes(cloak);
        byte[] newer = cloakFile.clone();
        newer[CloakFile.MAGIC.length + 1]++;
        for (byte[] replaced : List.of(new byte[0], cloakFile, Arrays.copyOf(cloakFile, 20), newer)) {
            Path file = Files.write(folder.resolve("me.cloak"), replaced);
            CloakFile.requireWritable(file);
            CloakFile.write(cloak, file);
            assertEquals(cloak, CloakFile.read(file));
        }
        byte[] textMode = cloakFile.clone();
        textMode[0] = 'x';
        for (byte[] kept : List.of("Dear diary".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0x89}, textMode)) {
            Path file = Files.write(folder.resolve("diary.jpg"), kept);
            for (Executable attempt :
                    List.<Executable>of(() -> CloakFile.write(cloak, file), () -> CloakFile.requireWritable(file))) {
                FileAlreadyExistsException refusal = assertThrows(FileAlreadyExistsException.class, attempt);
                assertTrue(refusal.getMessage().startsWith(file + ": it is not a cloak file"), refusal.getMessage());
            }
            assertArrayEquals(kept, Files.readAllBytes(file));
        }
    }

    @Test
    void devicesAndPipesAreNotReplaced() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(Files.exists(Path.of("/usr/bin/mkfifo")), "needs mkfifo");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThrows(FileAlreadyExistsException.class, () -> CloakFile.write(cloak, pipe)));
        assertThrows(IOException.class, () -> CloakFile.write(cloak, folder));
        assertThrows(IOException.class, () -> CloakFile.write(cloak, Path.of("/dev/null")));
        assertTrue(Files.exists(Path.of("/dev/null")));
    }

    @Test
    void aTypicalCloakIsSmall() throws IOException {
        float[] typical = new float[CloakMask.LENGTH];
        Random random = new Random(1);
        for (int i = 0; i < typical.length; i++) {
            typical[i] = (2 * random.nextInt(9) - 8) / 255f;
        }
        assertTrue(bytes(new CloakMask(typical, info(), List.of())).length < 30_000);
    }

    @Test
    void truncatedAtEveryLengthIsRefused() throws IOException {
        byte[] whole = bytes(new CloakMask(new float[CloakMask.LENGTH], info(), List.of(template())));
        for (int length = 0; length < whole.length; length++) {
            CloakFormatException refusal = refused(Arrays.copyOf(whole, length));
            assertTrue(refusal.getMessage().contains("truncated"), refusal.getMessage());
            assertTrue(refusal.getMessage().startsWith("x.cloak"), refusal.getMessage());
        }
    }

    @Test
    void everyDamagedByteIsNoticed() throws IOException {
        byte[] whole = bytes(new CloakMask(new float[CloakMask.LENGTH], info(), List.of(template())));
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            refused(damaged);
        }
        assertTrue(refused(Arrays.copyOf(whole, whole.length + 1)).getMessage().contains("corrupt"));
    }

    @Test
    void otherFilesAreNamedAsSuch() {
        assertTrue(refused("Dear diary".getBytes(StandardCharsets.UTF_8))
                .getMessage()
                .contains("not a cloak"));
    }

    @Test
    void newerVersionAsksForAnUpdate() throws IOException {
        byte[] newer = bytes(cloak);
        newer[CloakFile.MAGIC.length + 1]++;
        assertTrue(refused(newer).getMessage().contains("update the library"));
    }

    /** A valid checksum does not make a hostile file harmless. */
    @Test
    void hostileBodiesWithAValidChecksumAreRefused() throws IOException {
        byte[] whole = bytes(new CloakMask(new float[CloakMask.LENGTH], info(), List.of(template())));
        int end = whole.length - CloakFile.CHECKSUM;
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] hostile = whole.clone();
            for (int k = 0; k < 4; k++) {
                hostile[CloakFile.HEADER + random.nextInt(end - CloakFile.HEADER)] = (byte) random.nextInt();
            }
            sign(hostile);
            try {
                CloakFile.read(new ByteArrayInputStream(hostile), "x.cloak");
            } catch (CloakFormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 300, "refused " + refused);
    }

    @Test
    void announcedLengthIsBounded() throws IOException {
        byte[] huge = bytes(cloak);
        ByteBuffer.wrap(huge).putInt(CloakFile.MAGIC.length + 2, Integer.MAX_VALUE);
        assertTrue(refused(huge).getMessage().contains("corrupt"));
    }

    @Test
    void writesToAStreamAndLeavesItOpen() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CloakFile.write(cloak, out);
        assertArrayEquals(bytes(cloak), out.toByteArray());
        assertEquals(cloak, CloakFile.read(new ByteArrayInputStream(out.toByteArray()), "memory"));
    }

    @Test
    void tooLongTextsAreRefusedOnWriting() {
        CloakInfo info = new CloakInfo(
                "v".repeat(5000), Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        CloakMask long1 = new CloakMask(new float[CloakMask.LENGTH], info, List.of());
        assertThrows(IllegalArgumentException.class, () -> CloakFile.write(long1, folder.resolve("x.cloak")));
        assertTrue(Files.notExists(folder.resolve("x.cloak")));
    }

    @Test
    void deltaIsKeptInStepsAndBounded() {
        float[] delta = new float[CloakMask.LENGTH];
        delta[0] = 127 / 255f;
        delta[1] = -8 / 255f;
        delta[2] = 1e-6f;
        CloakMask mask = new CloakMask(delta, info(), List.of());
        assertEquals(127f, mask.levels()[0]);
        assertEquals(-8f, mask.levels()[1]);
        assertEquals(0f, mask.levels()[2]);
        assertEquals(mask, new CloakMask(mask.delta(), info(), List.of()));
        assertNotEquals(mask, cloak);
        mask.delta()[0] = 0;
        assertEquals(127f, mask.levels()[0]);
        for (float bad : new float[] {0.51f, -0.51f, Float.NaN, Float.POSITIVE_INFINITY}) {
            delta[7] = bad;
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> new CloakMask(delta, info(), List.of()));
            assertTrue(refusal.getMessage().contains("sample 7"), refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new CloakMask(new float[3], info(), List.of()));
    }

    @Test
    void templatesDoNotShowInLogs() {
        assertTrue(!cloak.toString().contains("0.6"), cloak.toString());
    }

    private static void sign(byte[] file) {
        try {
            int end = file.length - CloakFile.CHECKSUM;
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file, 0, end);
            System.arraycopy(digest.digest(), 0, file, end, CloakFile.CHECKSUM);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static CloakFormatException refused(byte[] bytes) {
        return assertThrows(
                CloakFormatException.class, () -> CloakFile.read(new ByteArrayInputStream(bytes), "x.cloak"));
    }

    private static byte[] bytes(CloakMask cloak) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CloakFile.write(cloak, out);
        return out.toByteArray();
    }

    private static float[] delta(long seed) {
        Random random = new Random(seed);
        float[] delta = new float[CloakMask.LENGTH];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (random.nextFloat() - 0.5f) * 32 / 255;
        }
        return delta;
    }

    private static CloakInfo info() {
        return new CloakInfo(
                "0.1.0",
                Instant.parse("2026-11-24T10:00:00.123456Z"),
                8 / 255.0,
                16 / 255.0,
                2 / 255.0,
                10,
                8,
                "AVERAGED",
                List.of("mobileface-v2", "größe"),
                "seed-variations",
                List.of("region-stickers", "high-pass"),
                -42,
                Map.of("jitter", "on"));
    }

    private static PersonTemplate template() {
        return new PersonTemplate("mobileface-v2", "sha256:ab", 0.35, new float[] {0.6f, -0.8f});
    }
}
