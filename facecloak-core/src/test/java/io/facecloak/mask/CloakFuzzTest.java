package io.facecloak.mask;

import io.facecloak.testing.Fuzzing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Damaged cloak files; {@link Fuzzing} says how to run more of them. */
class CloakFuzzTest {

    @Test
    void damagedCloaksAreReadOrRefused() throws IOException {
        CloakInfo info = new CloakInfo(
                "1.2.3",
                Instant.ofEpochMilli(1_234_567_890_123L),
                8 / 255.0,
                16 / 255.0,
                2 / 255.0,
                80,
                8,
                "AVERAGED",
                List.of("mobileface-v2", "iresnet18"),
                "SeedVariations",
                List.of("Region-Stickers", "High-Pass Mask"),
                42,
                Map.of("near", "self"));
        PersonTemplate template = new PersonTemplate("mobileface-v2", "sha256:ab", 0.35, new float[] {0.6f, -0.8f});
        float[] delta = new float[CloakMask.LENGTH];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (i % 17 - 8) / 255f;
        }
        CloakMask cloak = new CloakMask(delta, info, List.of(template));
        Fuzzing.of("cloak")
                .seed("with a template", bytes(cloak))
                .seed("without", bytes(cloak.withoutTemplates()))
                .repairedBy(CloakFuzzTest::withChecksum)
                .run(
                        1500,
                        file -> {
                            CloakMask read = CloakFile.read(new ByteArrayInputStream(file), Fuzzing.NAME);
                            CloakMask again = CloakFile.read(new ByteArrayInputStream(bytes(read)), "the written file");
                            if (!read.equals(again)) {
                                throw new IllegalStateException("another cloak came back");
                            }
                        },
                        CloakFormatException.class);
    }

    private static byte[] bytes(CloakMask cloak) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CloakFile.write(cloak, out);
        return out.toByteArray();
    }

    /** With the length and the checksum that fit. */
    private static byte[] withChecksum(byte[] file) {
        int end = file.length - CloakFile.CHECKSUM;
        if (end < CloakFile.HEADER) {
            return file;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file.clone());
        bytes.putInt(CloakFile.HEADER - Integer.BYTES, end - CloakFile.HEADER);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.array(), 0, end);
            bytes.put(end, digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return bytes.array();
    }
}
