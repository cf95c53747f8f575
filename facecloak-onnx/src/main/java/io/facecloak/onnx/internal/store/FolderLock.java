package io.facecloak.onnx.internal.store;

import io.facecloak.internal.storage.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of one process on this machine at a time works on a folder. The operating system releases the lock of a killed process. The
 * lock file stays, because removing it would let two holders lock two files.
 */
public final class FolderLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
    private static final String FILE = ".lock";

    /** A file lock excludes processes, not threads. Never emptied: there are few folders. */
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private FolderLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /**
     * Waits for the folder, which must exist.
     *
     * @param work what every holder of this lock does, such as "pulls sface", for the log of those who wait
     * @throws IOException if the lock file cannot be written
     */
    public static FolderLock acquire(Path folder, String work) throws IOException, InterruptedException {
        ReentrantLock threads = THREADS.computeIfAbsent(folder.toRealPath(), absent -> new ReentrantLock());
        threads.lockInterruptibly();
        FileChannel channel = null;
        try {
            Path file = folder.resolve(FILE);
            channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(file));
            FileLock lock = channel.tryLock();
            if (lock == null) {
                LOG.info("waiting for another process that {}", work);
                channel.lock();
            }
            return new FolderLock(threads, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            threads.unlock();
            if (e instanceof FileLockInterruptionException) {
                // It has set the interrupt status, which an InterruptedException does not.
                Thread.interrupted();
                throw new InterruptedException("interrupted while waiting for " + folder);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            threads.unlock();
        }
    }
}
