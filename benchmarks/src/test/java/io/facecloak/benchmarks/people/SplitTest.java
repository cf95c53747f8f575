package io.facecloak.benchmarks.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {

    private static final List<String> PEOPLE = List.of("ann", "bob", "cid", "dan", "eve");

    @TempDir
    Path folder;

    @Test
    void theFileSaysWhoBelongsWhere() throws IOException {
        split("ann\treport\nbob\ttune\ncid\treport\ndan\ttune\neve\ttune\nzoe\treport\n");
        assertEquals(List.of("bob", "dan", "eve"), Split.TUNE.of(folder, PEOPLE));
        assertEquals(List.of("ann", "cid"), Split.REPORT.of(folder, PEOPLE));
        assertEquals(PEOPLE, Split.ALL.of(folder, PEOPLE));
    }

    @Test
    void withoutAFileTheFirstHalfIsForTuning() throws IOException {
        assertEquals(List.of("ann", "bob", "cid"), Split.TUNE.of(folder, PEOPLE));
        assertEquals(List.of("dan", "eve"), Split.REPORT.of(folder, PEOPLE));
    }

    @Test
    void aFileThatLeavesSomebodyOutOrSaysSomethingElseIsRefused() throws IOException {
        split("ann\treport\n");
        assertTrue(assertThrows(IOException.class, () -> Split.REPORT.of(folder, PEOPLE))
                .getMessage()
                .contains("bob"));
        split("ann\ttest\n");
        assertTrue(assertThrows(IOException.class, () -> Split.REPORT.of(folder, PEOPLE))
                .getMessage()
                .contains("ann\ttest"));
    }

    private void split(String text) throws IOException {
        Files.writeString(folder.resolve("SPLIT.tsv"), text);
    }
}
