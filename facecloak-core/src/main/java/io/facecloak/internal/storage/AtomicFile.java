package io.facecloak.internal.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file whole or not at all: the bytes go to a temporary file in the target's folder, which is then moved into place. On failure
 * the temporary file is deleted and an existing target stays as it was. A replaced file keeps its permissions, unless it is a secret, and a
 * symbolic link goes on pointing to the file it names. Thread-safe.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes {@code bytes} to {@code target}.
     *
     * @param overwrite whether an existing target is replaced
     * @throws FileAlreadyExistsException if the target exists and {@code overwrite} is false
     * @throws FileSystemException if the folder is missing or cannot be written to; the message names it and the remedy
     * @throws InterruptedIOException if the thread is interrupted, which it then still is
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
        Path destination = destination(target);
        Path temporary = temporary(destination);
        try {
            store(temporary, bytes, target, false);
            keepPermissions(destination, temporary);
            if (modified.isPresent()) {
                Files.setLastModifiedTime(temporary, modified.get());
            }
            if (overwrite) {
                replace(temporary, destination);
            } else {
                appear(temporary, destination);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Says which files may be replaced. */
    @FunctionalInterface
    public interface Replaceable {

        /**
         * @param existing the file in question, which is no folder
         * @throws IOException if it must stay
         */
        void require(Path existing) throws IOException;
    }

    /**
     * Writes {@code bytes} to {@code target} as {@linkplain OwnerOnly its owner's alone}, even if a file is replaced that others could
     * read.
     *
     * @param replaceable is asked about an existing target before anything is written, and once more before it is replaced
     * @throws IOException as for {@link #write}, or if the existing target must stay
     */
    public static void writeSecret(Path target, byte[] bytes, Replaceable replaceable) throws IOException {
        Objects.requireNonNull(bytes, "bytes");
        requireWritable(target, true);
        Path destination = destination(target);
        boolean replaces = Files.exists(destination);
        if (replaces) {
            replaceable.require(destination);
        }
        Path temporary = temporary(destination);
        try {
            store(temporary, bytes, target, true);
            if (!replaces) {
                appear(temporary, destination);
                return;
            }
            if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
                replaceable.require(destination);
            }
            replace(temporary, destination);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path destination(Path target) throws IOException {
        return Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    }

    private static Path temporary(Path destination) {
        return destination.resolveSibling(".facecloak-" + UUID.randomUUID() + ".tmp");
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
        if (Files.isSymbolicLink(target) && !Files.exists(target)) {
            throw new FileSystemException(
                    target.toString(), null, "is a link to a file that does not exist; remove the link first");
        }
    }

    private static void store(Path temporary, byte[] bytes, Path target, boolean secret) throws IOException {
        FileAttribute<?>[] attributes = secret ? OwnerOnly.file(temporary) : new FileAttribute<?>[0];
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
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
            if (secret) {
                OwnerOnly.restrict(temporary);
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            // Else a power cut after the move could leave an empty file where a photo was.
            channel.force(true);
        } catch (ClosedByInterruptException e) {
            // Java tells it without a word.
            InterruptedIOException named = new InterruptedIOException(
                    target + ": the thread was interrupted while it was written; nothing was changed, so try again");
            named.initCause(e);
            throw named;
        }
    }

    private static void keepPermissions(Path existing, Path temporary) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(existing, PosixFileAttributeView.class);
        if (view != null && Files.exists(existing)) {
            Files.setPosixFilePermissions(temporary, view.readAttributes().permissions());
        }
    }

    private static void replace(Path temporary, Path destination) throws IOException {
        try {
            // On most systems an atomic move replaces; some ask to be told.
            Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, destination, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Moving would replace a file that appeared in the meantime: Java looks first, and moves then. A second name for a file never does. */
    private static void appear(Path temporary, Path destination) throws IOException {
        try {
            Files.createLink(destination, temporary);
        } catch (FileAlreadyExistsException e) {
            FileAlreadyExistsException named = new FileAlreadyExistsException(
                    destination.toString(), null, "another program has just created it; choose another name");
            named.initCause(e);
            throw named;
        } catch (IOException | UnsupportedOperationException e) {
            // Not every file system has second names.
            Files.move(temporary, destination);
        }
    }
}
