package io.facecloak.onnx.internal.store;

import io.facecloak.internal.storage.FileStamp;
import io.facecloak.internal.storage.Folders;
import io.facecloak.internal.storage.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that can be computed again, kept on disk by key. An entry is a folder of files that appears complete or not at all. Before it is
 * handed out, its files are compared with the checksums that were taken when it was made, unless they were before and have not changed
 * since, as their {@linkplain FileStamp stamps} tell; a damaged entry is made again. The cache is its owner's alone: one that others can
 * write to is not used. When the cache grows beyond its bound, the entries
 * that were not used for the longest time go. Any entry may be deleted at any time, also by hand.
 *
 * <p>Thread-safe, and safe with other processes that use the same folder: when several miss one entry, one makes it and the others wait.
 */
public final class FolderCache {

    private static final Logger LOG = LoggerFactory.getLogger(FolderCache.class);

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern UNFINISHED = Pattern.compile("[0-9a-f]{64}\\.[0-9a-f-]{36}\\.tmp");

    /** One line per file: CRC-32C, size, name. Its time of change is when the entry was last used. */
    private static final String CHECKSUMS = "checksums";

    /** The checksums and the stamps of the files that were last found to have them. */
    private static final String VERIFIED = "verified";

    private static final Set<String> OWN = Set.of(CHECKSUMS, VERIFIED);

    private static final int BLOCK = 1 << 20;

    private final Path folder;
    private final long maximumBytes;
    private final Clock clock;

    /**
     * @param folder where the entries lie; created when the first one is made
     * @param maximumBytes how much they may take together
     * @throws IllegalArgumentException if the bound is not positive
     */
    public FolderCache(Path folder, long maximumBytes) {
        this(folder, maximumBytes, Clock.systemUTC());
    }

    FolderCache(Path folder, long maximumBytes, Clock clock) {
        this.folder = folder.toAbsolutePath();
        if (maximumBytes < 1) {
            throw new IllegalArgumentException("maximumBytes must be positive, but is " + maximumBytes);
        }
        this.maximumBytes = maximumBytes;
        this.clock = clock;
    }

    /** Makes an entry. */
    @FunctionalInterface
    public interface Maker {

        /**
         * Writes the entry's files.
         *
         * @param empty an empty folder
         * @throws IOException if they cannot be written
         */
        void make(Path empty) throws IOException;
    }

    /**
     * The folder of an intact entry, which is made if it is missing or damaged. Waits while another thread or process makes one.
     *
     * @param key 64 lower-case hexadecimal digits, such as a SHA-256 of all that the entry depends on
     * @param maker makes it; called at most once
     * @return nothing if the entry alone is larger than the whole cache may be
     * @throws IOException if the cache cannot be read or written, or others can write to its folder
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<Path> get(String key, Maker maker) throws IOException, InterruptedException {
        Objects.requireNonNull(maker, "maker");
        Path entry = folder.resolve(requireKey(key));
        Optional<Path> found = find(key);
        if (found.isPresent()) {
            return found;
        }
        Folders.createOwn(folder);
        Folders.requireOwn(folder);
        FolderLock lock = FolderLock.acquire(folder, "makes files for the cache " + folder);
        try {
            if (isIntact(entry)) {
                // Another one was faster.
                return Optional.of(used(entry));
            }
            if (Files.exists(entry)) {
                LOG.warn("the cached files in {} are damaged, and made again", entry);
                delete(entry);
            }
            return make(entry, maker);
        } finally {
            lock.close();
        }
    }

    /** The folder of an intact entry; nothing if it is missing or damaged. Waits for nobody. */
    public Optional<Path> find(String key) {
        Path entry = folder.resolve(requireKey(key));
        return isIntact(entry) ? Optional.of(used(entry)) : Optional.empty();
    }

    /**
     * Deletes an entry that turned out to be useless although it is intact; does nothing if there is none.
     *
     * @throws IOException if it cannot be deleted
     */
    public void discard(String key) throws IOException {
        delete(folder.resolve(requireKey(key)));
    }

    private static String requireKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("key must be 64 hexadecimal digits, but is " + key);
        }
        return key;
    }

    private Optional<Path> make(Path entry, Maker maker) throws IOException {
        for (Path unfinished : children(UNFINISHED)) {
            // Nobody works on it: whoever did held the lock.
            deleteIfPossible(unfinished);
        }
        Path temporary = folder.resolve(entry.getFileName() + "." + UUID.randomUUID() + ".tmp");
        Folders.createOwn(temporary);
        try {
            maker.make(temporary);
            Files.writeString(temporary.resolve(CHECKSUMS), checksums(temporary));
            try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
                for (Path file : files) {
                    OwnerOnly.restrict(file);
                }
            }
            long bytes = size(temporary);
            if (bytes > maximumBytes) {
                LOG.warn("{} bytes are too many for the cache {}, which is limited to {}", bytes, folder, maximumBytes);
                return Optional.empty();
            }
            makeRoom(bytes);
            Files.move(temporary, entry, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(entry);
        } finally {
            delete(temporary);
        }
    }

    private void makeRoom(long bytes) throws IOException {
        List<Path> entries = children(KEY);
        entries.sort(Comparator.comparing(FolderCache::lastUse));
        long total = bytes;
        for (Path entry : entries) {
            total += size(entry);
        }
        for (Path entry : entries) {
            if (total <= maximumBytes) {
                return;
            }
            total -= size(entry);
            deleteIfPossible(entry);
        }
    }

    private List<Path> children(Pattern name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path child : all) {
                if (name.matcher(child.getFileName().toString()).matches()) {
                    found.add(child);
                }
            }
        }
        return found;
    }

    private boolean isIntact(Path entry) {
        try {
            Instant start = clock.instant();
            Folders.requireOwn(folder);
            Folders.requireOwn(entry);
            for (Path file : files(entry)) {
                Folders.requireOwn(file);
            }
            String expected = Files.readString(entry.resolve(CHECKSUMS));
            Map<String, FileStamp> stamps = stamps(entry);
            String state = expected + stamps;
            if (state.equals(verified(entry))) {
                return true;
            }
            if (!expected.equals(checksums(entry))) {
                return false;
            }
            if (stamps.values().stream().allMatch(stamp -> stamp.isSettled(start)) && stamps.equals(stamps(entry))) {
                noteVerified(entry, state);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.debug("cannot read the cached files in {}", entry, e);
            return false;
        }
    }

    private static String verified(Path entry) throws IOException {
        Path file = entry.resolve(VERIFIED);
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    /** Whatever another process finds of it before it is complete is not the state. */
    private static void noteVerified(Path entry, String state) {
        try {
            Path file = entry.resolve(VERIFIED);
            Files.writeString(file, state, StandardCharsets.ISO_8859_1);
            OwnerOnly.restrict(file);
        } catch (IOException e) {
            LOG.debug("cannot note that {} is intact", entry, e);
        }
    }

    private static Map<String, FileStamp> stamps(Path entry) throws IOException {
        Map<String, FileStamp> stamps = new TreeMap<>();
        for (Path file : files(entry)) {
            stamps.put(file.getFileName().toString(), FileStamp.of(file));
        }
        return stamps;
    }

    private static List<Path> files(Path entry) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(entry)) {
            for (Path file : files) {
                if (!OWN.contains(file.getFileName().toString())) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static String checksums(Path entry) throws IOException {
        TreeMap<String, String> lines = new TreeMap<>();
        for (Path file : files(entry)) {
            String name = file.getFileName().toString();
            lines.put(name, String.format(Locale.ROOT, "%08x %d %s\n", checksum(file), Files.size(file), name));
        }
        return String.join("", lines.values());
    }

    /** Read, not mapped: Windows moves no folder with a mapped file in it. */
    private static long checksum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(block.clear()) >= 0) {
                checksum.update(block.flip());
            }
        }
        return checksum.getValue();
    }

    /** An entry of a cache that cannot be written to is still good. */
    private static Path used(Path entry) {
        try {
            Files.setLastModifiedTime(entry.resolve(CHECKSUMS), FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.debug("cannot note the use of {}", entry, e);
        }
        return entry;
    }

    private static FileTime lastUse(Path entry) {
        try {
            return Files.getLastModifiedTime(entry.resolve(CHECKSUMS));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static long size(Path entry) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(entry)) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /** Where files in use cannot be deleted, that is left to another time. */
    private static void deleteIfPossible(Path entry) {
        try {
            delete(entry);
        } catch (IOException e) {
            LOG.debug("cannot delete {}", entry, e);
        }
    }

    private static void delete(Path entry) throws IOException {
        if (!Files.exists(entry)) {
            return;
        }
        // Without its checksums, what may be left of it counts as damaged.
        Files.deleteIfExists(entry.resolve(CHECKSUMS));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(entry)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(entry);
    }
}
