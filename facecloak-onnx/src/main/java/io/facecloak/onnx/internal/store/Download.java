package io.facecloak.onnx.internal.store;

import io.facecloak.internal.storage.Sha256;
import io.facecloak.onnx.internal.store.HttpSource.Answer;
import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelStore.PullProgress;
import io.facecloak.onnx.store.ModelStoreException;
import io.facecloak.onnx.store.ModelStoreException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Fetches one file: from one address after the other, with retries, each going on where the last one ended. Used once. */
public final class Download {

    /** What another address would not change. */
    private static final Set<Reason> FINAL = EnumSet.of(Reason.STORAGE, Reason.TOO_LARGE, Reason.INTERRUPTED);

    /** Attempts on one address without a single new byte. */
    private static final int FRUITLESS_ATTEMPTS = 3;

    /** Attempts on one address altogether, for servers that give a little each time. */
    private static final int MOST_ATTEMPTS = 50;

    private static final long LONGEST_PAUSE_SECONDS = 30;
    private static final long REPORT_MILLIS = 200;

    private final ModelEntry model;
    private final ModelFile file;
    private final PartFile part;
    private final HttpSource source;
    private final long maximum;
    private final ToLongFunction<Path> freeSpace;
    private final long pauseMillis;
    private final PullProgress progress;

    /**
     * @param maximum the largest file to accept, in bytes
     * @param freeSpace the free space where a file lies, in bytes
     * @param pauseMillis the pause before the first retry; doubles with each
     */
    public Download(
            ModelEntry model,
            ModelFile file,
            PartFile part,
            HttpSource source,
            long maximum,
            ToLongFunction<Path> freeSpace,
            long pauseMillis,
            PullProgress progress) {
        this.model = model;
        this.file = file;
        this.part = part;
        this.source = source;
        this.maximum = maximum;
        this.freeSpace = freeSpace;
        this.pauseMillis = pauseMillis;
        this.progress = progress;
    }

    /** Worth another attempt on the same address. */
    private static final class Retry extends Exception {

        private static final long serialVersionUID = 1;

        private final Reason reason;
        private final long pauseSeconds;

        Retry(Reason reason, String message, long pauseSeconds, Throwable cause) {
            super(message, cause);
            this.reason = reason;
            this.pauseSeconds = pauseSeconds;
        }
    }

    /**
     * Fetches the file and moves it into place.
     *
     * @return its SHA-256
     * @throws ModelStoreException if no address has it; what is usable of it stays for the next time
     */
    public String run() throws InterruptedException {
        if (file.size().isPresent() && file.size().getAsLong() > maximum) {
            throw tooLarge(file.size().getAsLong());
        }
        List<String> failures = new ArrayList<>();
        ModelStoreException last = null;
        for (URI address : file.urls()) {
            try {
                return fetch(address);
            } catch (ModelStoreException e) {
                if (FINAL.contains(e.reason())) {
                    throw e;
                }
                failures.add(address + ": " + e.getMessage());
                last = e;
            }
        }
        throw new ModelStoreException(
                last.reason(),
                "cannot download " + described() + ": " + String.join("; ", failures) + remedy(last),
                last);
    }

    private static String remedy(ModelStoreException failure) {
        return switch (failure.reason()) {
            case UNREACHABLE ->
                ". Check the network and the proxy (https.proxyHost or https_proxy), then pull again: it goes on"
                        + " where it stopped";
            case STATUS -> ". The file may have moved: name another address in a catalogue file of your own";
            case WRONG_CONTENT ->
                ". The file was changed by its publisher or on the way, and was not kept; do not trust it before you know why";
            default -> "";
        };
    }

    private String fetch(URI address) throws InterruptedException {
        boolean startedAnew = false;
        int fruitless = 0;
        for (int attempt = 1; ; attempt++) {
            long before = length();
            try {
                if (file.size().isEmpty() || before != file.size().getAsLong()) {
                    transfer(address);
                }
                return complete();
            } catch (Retry e) {
                fruitless = length() > before ? 0 : fruitless + 1;
                if (fruitless >= FRUITLESS_ATTEMPTS || attempt >= MOST_ATTEMPTS) {
                    throw new ModelStoreException(e.reason, e.getMessage(), e);
                }
                pause(e, fruitless);
            } catch (ModelStoreException e) {
                if (e.reason() != Reason.WRONG_CONTENT || before == 0 || startedAnew) {
                    throw e;
                }
                // Bytes of an earlier attempt, perhaps of another version of the file, spoilt it.
                startedAnew = true;
            }
        }
    }

    private void pause(Retry failure, int fruitless) throws InterruptedException {
        long millis = failure.pauseSeconds > 0
                ? Math.min(failure.pauseSeconds, LONGEST_PAUSE_SECONDS) * 1000
                : pauseMillis << fruitless;
        Thread.sleep(millis);
    }

    /** One request and its body. Returns when the server has sent all it has. */
    private void transfer(URI address) throws Retry, InterruptedException {
        long offset = resumableLength(address);
        Optional<String> version = stored(() -> part.version(address.toString()));
        requireSpace(offset);
        progress.report(model.name(), file.path(), offset, file.size().orElse(-1));
        try (Answer answer = ask(address, offset, version)) {
            switch (answer.status()) {
                case 200 -> {
                    requireTotal(answer.length());
                    stored(() -> {
                        part.restart(address.toString(), answer.version());
                        return null;
                    });
                    receive(answer, 0, answer.length());
                }
                case 206 -> {
                    if (offset == 0 || answer.rangeStart() != offset) {
                        discard();
                        throw wrong("it sends another part of the file than was asked for");
                    }
                    requireTotal(answer.rangeTotal());
                    receive(answer, offset, answer.rangeTotal());
                }
                case 416 -> {
                    if (file.size().isPresent() || answer.rangeTotal() != offset) {
                        discard();
                        throw wrong("it has fewer bytes than were fetched before");
                    }
                }
                case 408, 429, 500, 502, 503, 504 ->
                    throw new Retry(Reason.STATUS, "HTTP status " + answer.status(), answer.retryAfterSeconds(), null);
                default -> throw new ModelStoreException(Reason.STATUS, "HTTP status " + answer.status());
            }
        }
    }

    private Answer ask(URI address, long offset, Optional<String> version) throws Retry, InterruptedException {
        try {
            return source.get(address, offset, version);
        } catch (IOException e) {
            throw new Retry(Reason.UNREACHABLE, plainly(e), 0, e);
        }
    }

    private static String plainly(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "no such host, or no network";
            }
        }
        if (e instanceof HttpConnectTimeoutException) {
            return "no connection within the time limit";
        }
        if (e instanceof ConnectException) {
            return "the connection was refused" + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Appends the body to the part. */
    private void receive(Answer answer, long offset, long total) throws Retry, InterruptedException {
        long known = file.size().orElse(total);
        long done = offset;
        long reported = System.nanoTime();
        try (FileChannel channel = stored(part::append)) {
            for (List<ByteBuffer> piece = next(answer); piece != null; piece = next(answer)) {
                for (ByteBuffer bytes : piece) {
                    done += bytes.remaining();
                    requireNotLonger(done);
                    stored(() -> {
                        PartFile.write(channel, bytes);
                        return null;
                    });
                }
                if (System.nanoTime() - reported > REPORT_MILLIS * 1_000_000) {
                    reported = System.nanoTime();
                    progress.report(model.name(), file.path(), done, known);
                }
            }
        } catch (IOException e) {
            throw storage(e);
        }
        if (known >= 0 && done < known) {
            throw new Retry(Reason.UNREACHABLE, "only " + done + " of " + known + " bytes came", 0, null);
        }
        progress.report(model.name(), file.path(), done, known);
    }

    private List<ByteBuffer> next(Answer answer) throws Retry, InterruptedException {
        try {
            return answer.body().next(source.patience());
        } catch (IOException e) {
            throw new Retry(Reason.UNREACHABLE, plainly(e), 0, e);
        }
    }

    private void requireTotal(long total) {
        if (total >= 0 && file.size().isPresent() && total != file.size().getAsLong()) {
            discard();
            throw wrong(
                    "it offers " + total + " bytes instead of " + file.size().getAsLong());
        }
        if (total > maximum) {
            throw tooLarge(total);
        }
    }

    private void requireNotLonger(long done) {
        if (file.size().isPresent() && done > file.size().getAsLong()) {
            discard();
            throw wrong("it sends more than the " + file.size().getAsLong() + " bytes of the file");
        }
        if (done > maximum) {
            discard();
            throw tooLarge(done);
        }
    }

    private void requireSpace(long offset) {
        long needed = file.size().orElse(0) - offset;
        long free = freeSpace.applyAsLong(part.path().getParent());
        if (needed > free) {
            throw new ModelStoreException(
                    Reason.STORAGE,
                    "no room for " + described() + ": " + needed + " more bytes are needed, but " + free
                            + " are free in " + part.path().getParent()
                            + "; free some, or choose another folder with FACECLOAK_HOME");
        }
    }

    /** The bytes that the next request can leave out. Without a hash that will tell, only those of a version that has a name. */
    private long resumableLength(URI address) {
        long length = length();
        boolean usable = file.sha256().isPresent()
                || stored(() -> part.version(address.toString())).isPresent();
        if (length > 0 && (!usable || length > file.size().orElse(Long.MAX_VALUE))) {
            discard();
            return 0;
        }
        return length;
    }

    private String complete() {
        String found = stored(() -> Sha256.hex(part.path()));
        if (file.sha256().isPresent() && !file.sha256().get().equals(found)) {
            discard();
            throw wrong(
                    "its SHA-256 is " + found + " instead of " + file.sha256().get());
        }
        return stored(() -> {
            part.complete();
            return found;
        });
    }

    private long length() {
        return stored(part::length);
    }

    private void discard() {
        stored(() -> {
            part.delete();
            return null;
        });
    }

    private interface DiskWork<T> {
        T run() throws IOException;
    }

    private <T> T stored(DiskWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw storage(e);
        }
    }

    private ModelStoreException storage(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new ModelStoreException(
                    Reason.INTERRUPTED, "interrupted while writing " + described() + "; pull it again to go on", e);
        }
        return new ModelStoreException(
                Reason.STORAGE,
                "cannot write " + described() + " into " + part.path().getParent() + ": " + e.getMessage()
                        + "; check free space and permissions, or choose another folder with FACECLOAK_HOME",
                e);
    }

    private static ModelStoreException wrong(String message) {
        return new ModelStoreException(Reason.WRONG_CONTENT, message);
    }

    private ModelStoreException tooLarge(long size) {
        return new ModelStoreException(
                Reason.TOO_LARGE,
                described() + " has " + size + " bytes or more, but " + maximum + " are allowed; raise maximumBytes");
    }

    private String described() {
        return file.path() + " of the model " + model.name();
    }
}
