package io.facecloak.onnx.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {

    private static final String CORE =
            "processor\t: %d\nmodel name\t: A Processor\ncpu MHz\t\t: %d.5\nflags\t\t: fpu sse avx2%s\nbogomips\t: 5\n\n";

    @TempDir
    private Path folder;

    private Optional<String> identity(String description) throws IOException {
        return Processor.identity(Files.writeString(folder.resolve("cpuinfo"), description));
    }

    @Test
    void clockAndNumberOfCoresDoNotCount() throws IOException {
        Optional<String> one = identity(CORE.formatted(0, 2000, ""));
        assertTrue(one.isPresent());
        assertEquals(one, identity(CORE.formatted(0, 3000, "") + CORE.formatted(1, 2500, "")));
    }

    @Test
    void instructionsCount() throws IOException {
        Optional<String> narrow = identity(CORE.formatted(0, 2000, ""));
        assertNotEquals(narrow, identity(CORE.formatted(0, 2000, " avx512f")));
        assertNotEquals(narrow, identity(CORE.formatted(0, 2000, "") + CORE.formatted(1, 2000, " avx512f")));
    }

    @Test
    void whatTellsNoInstructionsTellsNothing() throws IOException {
        assertEquals(Optional.empty(), identity("processor\t: 0\nmodel name\t: A Processor\n"));
        assertEquals(Optional.empty(), Processor.identity(folder.resolve("missing")));
    }
}
