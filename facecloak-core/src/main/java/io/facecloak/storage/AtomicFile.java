package io.facecloak.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a file whole or not at all: the bytes go to a temporary file in the target's folder, which is then moved into place. On failure
 * the temporary file is deleted and an existing target stays as it was. A replaced file keeps its permissions, and a symbolic link goes
 * on pointing to the file it names. Thread-safe.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes {@code bytes} to {@code target}.
     *
     * @param overwrite whether an existing target is replaced
     * @throws FileAlreadyExistsException if the target exists and {@code overwrite} is false
     * @throws FileSystemException if the folder is missing or cannot be written to; the message names it and the remedy
     * @throws IOException if writing fails
     */
    public static void write(Path target, byte[] bytes, boolean overwrite) throws IOException {
        write(target, bytes, overwrite, Optional.empty());
    }

    /**
     * As {@link #write(Path, byte[], boolean)}.
     *
     * @param modified when the file says that it was last changed; empty: now
     */
    public static void write(Path target, byte[] bytes, boolean overwrite, Optional<FileTime> modified)
            throws IOException {
        Objects.requireNonNull(bytes, "bytes");
        requireWritable(target, overwrite);
        Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path temporary = destination.resolveSibling(".facecloak-" + UUID.randomUUID() + ".tmp");
        try {
            store(temporary, bytes, target);
            keepPermissions(destination, temporary);
            if (modified.isPresent()) {
                Files.setLastModifiedTime(temporary, modified.get());
            }
            move(temporary, destination, overwrite);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Fails early, before costly work, for a target that {@link #write} would refuse.
     *
     * @throws FileAlreadyExistsException if the target exists and {@code overwrite} is false
     * @throws FileSystemException if the target is a folder, or its folder is missing
     */
    public static void requireWritable(Path target, boolean overwrite) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null || Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "is a folder; name a file in it");
        }
        if (!Files.isDirectory(parent)) {
            throw new FileSystemException(
                    target.toString(),
                    null,
                    Files.exists(parent)
                            ? "its parent " + parent + " is a file, not a folder; choose another target"
                            : "the folder " + parent + " does not exist; create it first");
        }
        if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "the target exists; choose another name or allow overwriting");
        }
    }

    private static void store(Path temporary, byte[] bytes, Path target) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(
                    target.toString(),
                    null,
                    "cannot create a file in the folder " + temporary.getParent()
                            + "; make it writable or choose another (" + e + ")");
            named.initCause(e);
            throw named;
        }
        try (channel) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            // Else a power cut after the move could leave an empty file where a photo was.
            channel.force(true);
        }
    }

    private static void keepPermissions(Path existing, Path temporary) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(existing, PosixFileAttributeView.class);
        if (view != null && Files.exists(existing)) {
            Files.setPosixFilePermissions(temporary, view.readAttributes().permissions());
        }
    }

    private static void move(Path temporary, Path destination, boolean overwrite) throws IOException {
        if (!overwrite) {
            // An atomic move would replace a file that appeared in the meantime.
            Files.move(temporary, destination);
            return;
        }
        try {
            Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, destination, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
