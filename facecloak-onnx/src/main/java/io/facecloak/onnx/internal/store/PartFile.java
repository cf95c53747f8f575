package io.facecloak.onnx.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The beginning of a file that is being downloaded, beside its target, and which version of which address it is of. It survives a kill at
 * any point. Not thread-safe: the store's lock guards it.
 */
public final class PartFile {

    private final Path target;
    private final Path part;
    private final Path origin;

    public PartFile(Path target) {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.origin = target.resolveSibling(target.getFileName() + ".part.origin");
    }

    Path path() {
        return part;
    }

    /** Bytes that are there. */
    long length() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** The version that the bytes are of, if they come from this address and its server named one. */
    Optional<String> version(String address) throws IOException {
        if (!Files.exists(origin)) {
            return Optional.empty();
        }
        List<String> lines =
                Files.readString(origin, StandardCharsets.UTF_8).lines().toList();
        return lines.size() == 2 && lines.get(0).equals(address) ? Optional.of(lines.get(1)) : Optional.empty();
    }

    /** Empties it and notes where the coming bytes are from. */
    void restart(String address, Optional<String> version) throws IOException {
        delete();
        Files.write(part, new byte[0]);
        if (version.isPresent()) {
            Files.writeString(origin, address + "\n" + version.get() + "\n", StandardCharsets.UTF_8);
        }
    }

    FileChannel append() throws IOException {
        return FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void delete() throws IOException {
        // The origin first: without it the bytes are only resumed where the hash will tell.
        Files.deleteIfExists(origin);
        Files.deleteIfExists(part);
    }

    /** Makes it the target. */
    void complete() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(origin);
    }
}
