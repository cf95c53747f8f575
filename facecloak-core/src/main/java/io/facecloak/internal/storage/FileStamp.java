package io.facecloak.internal.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a file looked like at a moment, without having read it. As long as the stamp stays the same, so does the content, unless it was
 * changed within the same tick of the file system's clock ({@link #isSettled}).
 *
 * @param size in bytes
 * @param modified when the content was changed last, in nanoseconds since 1970; whoever copies or unpacks files may set it
 * @param changed when content or properties were changed last, which nobody sets, in nanoseconds since 1970; 0 where the file system
 *     does not tell
 */
public record FileStamp(long size, long modified, long changed) {

    /** Longer than a tick of any file system: FAT's takes two seconds. */
    private static final Duration TICK = Duration.ofSeconds(3);

    /**
     * The stamp of a file, or of the one that a link leads to.
     *
     * @throws IOException if the file does not exist or cannot be looked at
     */
    public static FileStamp of(Path file) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        Map<String, Object> attributes =
                Files.readAttributes(file, unix ? "unix:size,lastModifiedTime,ctime" : "size,lastModifiedTime");
        return new FileStamp(
                (Long) attributes.get("size"),
                nanoseconds(attributes.get("lastModifiedTime")),
                unix ? nanoseconds(attributes.get("ctime")) : 0);
    }

    private static long nanoseconds(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }

    /**
     * Whether the stamp tells the content: every change from {@code moment} on shows.
     *
     * @param moment when the stamp was taken, or before
     */
    public boolean isSettled(Instant moment) {
        Instant last = Instant.EPOCH.plusNanos(Math.max(modified, changed));
        return last.plus(TICK).isBefore(moment);
    }
}
