package io.facecloak.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only its owner may read and change, on file systems with POSIX permissions, with access control lists, and with neither. */
class SecretFilesTest {

    private static final byte[] SECRET = {1, 2, 3};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "rw-r--r--", "rw-rw-rw-", "r--r-----"})
    @DisabledOnOs(OS.WINDOWS)
    void aSecretIsItsOwnersWhateverWasThere(String before) throws IOException {
        Path target = folder.resolve("secret");
        if (!before.equals("none")) {
            Files.createFile(target);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(before));
        }
        AtomicFile.writeSecret(target, SECRET, existing -> {});
        assertEquals("rw-------", permissions(target));
        assertArrayEquals(SECRET, Files.readAllBytes(target));
        assertEquals(List.of("secret"), names());
    }

    @Test
    void whatMustStayStaysAlsoIfItAppearsMeanwhile() throws IOException {
        Path target = Files.writeString(folder.resolve("diary"), "dear diary");
        assertThrows(
                IOException.class,
                () -> AtomicFile.writeSecret(target, SECRET, existing -> {
                    throw new FileAlreadyExistsException(existing.toString());
                }));
        AtomicInteger asked = new AtomicInteger();
        assertThrows(
                IOException.class,
                () -> AtomicFile.writeSecret(target, SECRET, existing -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new FileAlreadyExistsException(existing.toString());
                    }
                }));
        assertEquals(2, asked.get());
        assertEquals("dear diary", Files.readString(target));
        assertEquals(List.of("diary"), names());
    }

    /** Of many who create one file at the same time, one succeeds, and nobody's bytes are lost unseen. */
    @Test
    void ofManyThatCreateOneFileOneSucceeds() throws IOException {
        for (int round = 0; round < 50; round++) {
            Path target = folder.resolve("copy" + round);
            AtomicInteger successes = new AtomicInteger();
            IntStream.range(0, 8).parallel().forEach(writer -> {
                try {
                    AtomicFile.write(target, new byte[] {(byte) writer}, false);
                    successes.incrementAndGet();
                } catch (FileAlreadyExistsException e) {
                    assertTrue(e.getMessage().contains("choose another name"), e.getMessage());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertEquals(1, successes.get());
        }
        assertEquals(50, names().size());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkToNothingIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        for (boolean overwrite : new boolean[] {false, true}) {
            assertThrows(FileSystemException.class, () -> AtomicFile.write(link, SECRET, overwrite));
        }
        assertThrows(FileSystemException.class, () -> AtomicFile.writeSecret(link, SECRET, existing -> {}));
        assertTrue(Files.isSymbolicLink(link));
        assertFalse(Files.exists(folder.resolve("nothing")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void newFoldersAreTheirOwnersAndLinksToFoldersAreFolders() throws IOException {
        Path deep = folder.resolve("a/b/c");
        Folders.createOwn(deep);
        for (Path made = deep; !made.equals(folder); made = made.getParent()) {
            assertEquals("rwx------", permissions(made));
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), deep);
        Folders.createOwn(link);
        Folders.create(link);
        Folders.createOwn(link.resolve("d"));
        assertEquals("rwx------", permissions(deep.resolve("d")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void foldersThatOthersCanWriteToAreNamed() throws IOException {
        Path place = folder.resolve("above/place");
        Folders.createOwn(place);
        Folders.requireOwnPath(place);

        set(place, "rwx---rwx");
        assertRefused(place, () -> Folders.requireOwn(place));
        assertRefused(place, () -> Folders.requireNoOthers(place));
        set(place, "rwxr-xr-x");
        Folders.requireOwnPath(place);

        Path above = place.getParent();
        set(above, "rwxrwxrwx");
        Folders.requireOwn(place);
        assertRefused(above, () -> Folders.requireOwnPath(place));
        // As /tmp is: others may create files in it, but move none.
        Files.setAttribute(above, "unix:mode", 01777);
        Folders.requireOwnPath(place);
        assertRefused(above, () -> Folders.requireOwn(above));
    }

    private static void assertRefused(Path named, Executable check) {
        FileSystemException refusal = assertThrows(FileSystemException.class, check);
        assertTrue(refusal.getMessage().contains(named + ": others can write to it"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("chmod go-w"), refusal.getMessage());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void restrictingLeavesTheOwnersRights() throws IOException {
        for (String before : List.of("rwxrwxrwx", "rwx------", "r--r--r--", "---------")) {
            Path file = Files.createFile(folder.resolve("file" + before));
            set(file, before);
            OwnerOnly.restrict(file);
            assertEquals(before.substring(0, 3) + "------", permissions(file));
        }
    }

    /** As on Windows. */
    @Test
    void withAccessControlListsTheOwnerAloneIsNamed() throws IOException {
        Configuration windows = Configuration.windows().toBuilder()
                .setAttributeViews("basic", "acl")
                .build();
        try (FileSystem system = Jimfs.newFileSystem(windows)) {
            Path deep = system.getPath("C:\\cache\\engine");
            Folders.createOwn(deep);
            Folders.requireOwnPath(deep);
            Path secret = deep.resolve("me.cloak");
            AtomicFile.writeSecret(secret, SECRET, existing -> {});
            Path other = Files.createFile(deep.resolve("other"));
            OwnerOnly.restrict(other);
            for (Path own : List.of(deep, secret, other)) {
                AclFileAttributeView view = Files.getFileAttributeView(own, AclFileAttributeView.class);
                assertEquals(
                        List.of(view.getOwner()),
                        view.getAcl().stream().map(AclEntry::principal).toList(),
                        own.toString());
            }
        }
    }

    @Test
    void withNeitherFilesAreWrittenAllTheSame() throws IOException {
        Configuration plain =
                Configuration.unix().toBuilder().setAttributeViews("basic").build();
        try (FileSystem system = Jimfs.newFileSystem(plain)) {
            Path secret = system.getPath("/home/me/me.cloak");
            Folders.createOwn(secret.getParent());
            Folders.requireOwnPath(secret.getParent());
            AtomicFile.writeSecret(secret, SECRET, existing -> {});
            AtomicFile.writeSecret(secret, SECRET, existing -> {});
            OwnerOnly.restrict(secret);
            assertArrayEquals(SECRET, Files.readAllBytes(secret));
        }
    }

    /** A full disk leaves what was there, and nothing beside it. */
    @Test
    void aFullDiskLeavesTheOldFile() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setAttributeViews("posix")
                .setBlockSize(512)
                .setMaxSize(8 * 512)
                .build();
        try (FileSystem system = Jimfs.newFileSystem(small)) {
            Path target = system.getPath("/work/file");
            AtomicFile.write(target, SECRET, false);
            byte[] much = new byte[16 * 512];
            assertThrows(IOException.class, () -> AtomicFile.write(target, much, true));
            assertThrows(IOException.class, () -> AtomicFile.writeSecret(target, much, existing -> {}));
            assertThrows(IOException.class, () -> AtomicFile.write(target.resolveSibling("other"), much, false));
            assertArrayEquals(SECRET, Files.readAllBytes(target));
            try (Stream<Path> files = Files.list(target.getParent())) {
                assertEquals(List.of(target), files.toList());
            }
        }
    }

    private static void set(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
