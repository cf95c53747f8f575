package io.facecloak.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final byte[] NEW = {1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void writesANewFileAndNothingElse() throws IOException {
        Path target = folder.resolve("a.bin");
        AtomicFile.write(target, NEW, false);
        assertArrayEquals(NEW, Files.readAllBytes(target));
        assertEquals(List.of(target), listed());
    }

    @Test
    void existingFileIsReplacedOnlyWhenAllowed() throws IOException {
        Path target = Files.writeString(folder.resolve("a.bin"), "old");
        assertThrows(FileAlreadyExistsException.class, () -> AtomicFile.write(target, NEW, false));
        assertEquals("old", Files.readString(target));
        AtomicFile.write(target, NEW, true);
        assertArrayEquals(NEW, Files.readAllBytes(target));
        assertEquals(List.of(target), listed());
    }

    @Test
    void permissionsAndLinksOfAReplacedFileStay() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX permissions");
        Path target = Files.writeString(folder.resolve("a.bin"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        AtomicFile.write(link, NEW, true);
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(NEW, Files.readAllBytes(target));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }

    @Test
    void aFileAsParentIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path target = file.resolve("a.bin");
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> AtomicFile.write(target, NEW, true));
        assertTrue(refusal.getMessage().contains("is a file, not a folder"), refusal.getMessage());
    }

    @Test
    void aMissingFolderIsNamed() {
        Path target = folder.resolve("none/a.bin");
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> AtomicFile.write(target, NEW, true));
        assertTrue(refusal.getMessage().contains("does not exist"), refusal.getMessage());
        assertThrows(FileSystemException.class, () -> AtomicFile.write(folder, NEW, true));
    }

    @Test
    void aReadOnlyFolderIsNamed() throws IOException {
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        assumeTrue(readOnly.toFile().setWritable(false) && !Files.isWritable(readOnly), "permissions do not bind root");
        try {
            Path target = readOnly.resolve("a.bin");
            FileSystemException refusal =
                    assertThrows(FileSystemException.class, () -> AtomicFile.write(target, NEW, true));
            assertTrue(refusal.getMessage().contains("make it writable"), refusal.getMessage());
        } finally {
            assertTrue(readOnly.toFile().setWritable(true));
        }
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
