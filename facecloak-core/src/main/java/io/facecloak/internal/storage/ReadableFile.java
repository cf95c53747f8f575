package io.facecloak.internal.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says why a file cannot be read, where the system's own exceptions only name it. */
public final class ReadableFile {

    private ReadableFile() {}

    /**
     * Checks that something is a file that can be opened.
     *
     * @throws NoSuchFileException if there is nothing
     * @throws FileSystemException if it is a link that leads nowhere, a folder or a link to one
     * @throws AccessDeniedException if it must not be read
     */
    public static void require(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    Files.isSymbolicLink(file)
                            ? "is a link to the folder " + Files.readSymbolicLink(file)
                                    + ", which is not followed; name that folder itself"
                            : "is a folder; name a file in it");
        }
        requireExisting(file);
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(
                    file.toString(), null, "must not be read by this user; change its permissions");
        }
    }

    /**
     * Checks that something is there, and not only a link to it.
     *
     * @throws NoSuchFileException if there is nothing
     * @throws FileSystemException if it is a link that leads nowhere
     */
    public static void requireExisting(Path path) throws IOException {
        if (Files.exists(path)) {
            return;
        }
        if (Files.isSymbolicLink(path)) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "is a link to " + Files.readSymbolicLink(path)
                            + ", which does not exist or cannot be reached; repair or delete the link");
        }
        throw new NoSuchFileException(path.toString());
    }
}
