package io.facecloak.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** Of "abc", from FIPS 180-2, B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void textsPartsAndFilesOfTheSameBytesHaveTheSameDigest() throws IOException {
        assertEquals(ABC, Sha256.hex("abc"));
        assertEquals(ABC, Sha256.hex(new byte[] {'a'}, new byte[0], new byte[] {'b', 'c'}));
        assertEquals(ABC, Sha256.hex(Files.writeString(folder.resolve("abc"), "abc")));
        assertArrayEquals(HexFormat.of().parseHex(ABC), Sha256.digest("abc".getBytes(StandardCharsets.US_ASCII)));
        byte[] large = new byte[1_000_000];
        assertEquals(Sha256.hex(large), Sha256.hex(Files.write(folder.resolve("large"), large)));
    }
}
