package io.facecloak.onnx.store;

import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.FileStamp;
import io.facecloak.internal.storage.Folders;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.onnx.internal.store.Download;
import io.facecloak.onnx.internal.store.EnvironmentProxy;
import io.facecloak.onnx.internal.store.FaceCloakHome;
import io.facecloak.onnx.internal.store.FolderLock;
import io.facecloak.onnx.internal.store.HttpSource;
import io.facecloak.onnx.internal.store.PartFile;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelStoreException.Reason;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that were fetched to this machine, and how to fetch more.
 *
 * <p>{@link #pull} is the only method that uses the network. It downloads a model of the {@link Catalogue} into the store's folder: it
 * goes on where an earlier download ended, compares every file with its SHA-256 before it gets its name, and does nothing if the model is
 * there already. All other methods only look at the folder, and compare each file with its SHA-256 before they hand it out, once per store
 * while its size and time of change stay the same.
 *
 * <p>Each model has a folder of its own, laid out as a models directory, so {@link #directory} fits wherever a models directory is asked
 * for. To remove a model, delete that folder.
 *
 * <p>Thread-safe, and safe with other processes of this machine that use the same folder: when several pull one model, one downloads and
 * the others wait.
 */
public final class ModelStore {

    /** The system property that forbids downloads when it is {@code true}. */
    public static final String OFFLINE_PROPERTY = "facecloak.offline";

    /** The environment variable that forbids downloads when it is set to anything but {@code 0} or {@code false}. */
    public static final String OFFLINE_VARIABLE = "FACECLOAK_OFFLINE";

    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

    private final Path folder;
    private final Catalogue catalogue;
    private final boolean offline;
    private final boolean unverifiedAllowed;
    private final long maximumBytes;
    private final Supplier<HttpSource> source;
    private final ToLongFunction<Path> freeSpace;
    private final long pauseMillis;
    private final Map<Path, Checked> checked = new ConcurrentHashMap<>();

    /** What a file looked like before its hash was computed. */
    private record Checked(FileStamp stamp, String sha256) {}

    private ModelStore(Builder builder) {
        this.folder = builder.folder;
        this.catalogue = builder.catalogue;
        this.offline = builder.offline;
        this.unverifiedAllowed = builder.unverifiedAllowed;
        this.maximumBytes = builder.maximumBytes;
        this.source = builder.source();
        this.freeSpace = builder.freeSpace;
        this.pauseMillis = builder.pauseMillis;
    }

    /**
     * The user's store: the folder {@code models} of {@link FaceCloakHome} and the built-in catalogue, extended by the file
     * {@code catalogue.json} of {@link FaceCloakHome} where it exists.
     *
     * @throws ModelStoreException if that file is malformed
     */
    public static ModelStore open() {
        return builder().build();
    }

    /** A store with other settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The folder that holds the models; need not exist yet. */
    public Path folder() {
        return folder;
    }

    /** What can be pulled. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * Downloads a model, silently. As {@link #pull(String, PullProgress)}.
     *
     * @return its folder
     */
    public Path pull(String name) {
        return pull(name, PullProgress.NONE);
    }

    /**
     * Downloads what is missing of a model; does nothing if all of it is there and intact. Blocks; may be interrupted.
     *
     * @return its folder, laid out as a models directory
     * @throws ModelStoreException if the model is not known, not allowed, or cannot be fetched
     */
    public Path pull(String name, PullProgress progress) {
        Objects.requireNonNull(progress, "progress");
        ModelEntry entry = known(name);
        if (missing(entry).isEmpty()) {
            return folderOf(entry);
        }
        if (missingFile(entry).isPresent()) {
            requireDownloads(entry);
        }
        try {
            Folders.createOwn(folderOf(entry));
            FolderLock lock = FolderLock.acquire(folderOf(entry), "pulls the model " + name);
            try {
                download(entry, progress);
            } finally {
                lock.close();
            }
            return folderOf(entry);
        } catch (IOException e) {
            throw storage(entry, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelStoreException(
                    Reason.INTERRUPTED, "interrupted while pulling the model " + name + "; pull it again to go on", e);
        }
    }

    private void requireDownloads(ModelEntry entry) {
        if (offline) {
            throw new ModelStoreException(
                    Reason.OFFLINE,
                    "the model " + entry.name() + " is not in " + folder
                            + ", and downloads are forbidden: pull it without " + OFFLINE_PROPERTY + " and "
                            + OFFLINE_VARIABLE);
        }
        if (!entry.isVerified() && !unverifiedAllowed) {
            throw new ModelStoreException(
                    Reason.UNVERIFIED,
                    "the model " + entry.name()
                            + " is unverified: the catalogue does not know the SHA-256 of all its files;"
                            + " allow unverified models explicitly, or add the hashes in a catalogue file of your own");
        }
    }

    private void download(ModelEntry entry, PullProgress progress) throws IOException, InterruptedException {
        HttpSource web = source.get();
        for (ModelFile file : entry.files()) {
            Path target = folderOf(entry).resolve(file.path());
            if (problem(entry, file).isEmpty()) {
                // Perhaps another process was faster.
                continue;
            }
            Folders.createOwn(target.getParent());
            LOG.info("downloading {} of the model {} (licence: {})", file.path(), entry.name(), entry.licence());
            String sha256 = new Download(
                            entry, file, new PartFile(target), web, maximumBytes, freeSpace, pauseMillis, progress)
                    .run();
            if (file.sha256().isEmpty()) {
                LOG.warn("nobody vouches for {} of the model {}; its SHA-256 is {}", file.path(), entry.name(), sha256);
                AtomicFile.write(recordOf(target), (sha256 + "\n").getBytes(StandardCharsets.US_ASCII), true);
            }
            checked.put(target, new Checked(FileStamp.of(target), sha256));
        }
        for (Map.Entry<String, String> convention : entry.conventions().entrySet()) {
            AtomicFile.write(
                    folderOf(entry).resolve(convention.getKey()),
                    convention.getValue().getBytes(StandardCharsets.UTF_8),
                    true);
        }
    }

    /**
     * Whether all files of a model are there and intact.
     *
     * @throws ModelStoreException if the model is not known, or its files cannot be read
     */
    public boolean isPulled(String name) {
        return missing(known(name)).isEmpty();
    }

    /**
     * The folder of a pulled model, laid out as a models directory; every file in it was verified.
     *
     * @throws ModelStoreException if the model is not known, was not pulled, or its files changed since
     */
    public Path directory(String name) {
        ModelEntry entry = known(name);
        missing(entry).ifPresent(problem -> {
            throw new ModelStoreException(
                    Reason.NOT_PULLED, "the model " + name + " is not ready: " + problem + "; pull it first");
        });
        return folderOf(entry);
    }

    /**
     * The file of a pulled model that has only one; as {@link #directory} verified.
     *
     * @throws IllegalArgumentException if it has several
     * @throws ModelStoreException as for {@link #directory}
     */
    public Path file(String name) {
        ModelEntry entry = known(name);
        if (entry.files().size() > 1) {
            throw new IllegalArgumentException("the model " + name + " has several files, name one of: "
                    + String.join(
                            ", ", entry.files().stream().map(ModelFile::path).toList()));
        }
        return file(name, entry.files().get(0).path());
    }

    /**
     * A file of a pulled model, by its path in the catalogue; as {@link #directory} verified.
     *
     * @throws IllegalArgumentException if the model has no such file
     * @throws ModelStoreException as for {@link #directory}
     */
    public Path file(String name, String path) {
        ModelEntry entry = known(name);
        if (entry.files().stream().noneMatch(file -> file.path().equals(path))) {
            throw new IllegalArgumentException("the model " + name + " has no file " + path);
        }
        return directory(name).resolve(path);
    }

    private ModelEntry known(String name) {
        Objects.requireNonNull(name, "name");
        return catalogue
                .entry(name)
                .orElseThrow(() -> new ModelStoreException(
                        Reason.UNKNOWN_MODEL,
                        "no catalogue knows a model " + name + "; known are "
                                + String.join(", ", catalogue.entries().keySet())));
    }

    private Path folderOf(ModelEntry entry) {
        return folder.resolve(entry.name());
    }

    /** Why the model is not ready; empty if it is. */
    private Optional<String> missing(ModelEntry entry) {
        return missingFile(entry).or(() -> missingConvention(entry));
    }

    private Optional<String> missingFile(ModelEntry entry) {
        return entry.files().stream()
                .flatMap(file -> problem(entry, file).stream())
                .findFirst();
    }

    private Optional<String> missingConvention(ModelEntry entry) {
        try {
            for (Map.Entry<String, String> convention : entry.conventions().entrySet()) {
                Path beside = folderOf(entry).resolve(convention.getKey());
                if (!Files.isRegularFile(beside) || !Files.readString(beside).equals(convention.getValue())) {
                    return Optional.of(convention.getKey() + " is missing or does not say what the catalogue says");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw storage(entry, e);
        }
    }

    private Optional<String> problem(ModelEntry entry, ModelFile file) {
        Path target = folderOf(entry).resolve(file.path());
        try {
            if (!Files.isRegularFile(target)) {
                return Optional.of("there is no " + file.path() + " in " + folderOf(entry));
            }
            if (file.size().isPresent() && Files.size(target) != file.size().getAsLong()) {
                return Optional.of(target + " has " + Files.size(target) + " bytes instead of "
                        + file.size().getAsLong());
            }
            Optional<String> expected = file.sha256().isPresent() ? file.sha256() : recorded(target);
            if (expected.isEmpty()) {
                return Optional.of("nobody knows the SHA-256 of " + target);
            }
            return expected.get().equals(sha256(target))
                    ? Optional.empty()
                    : Optional.of("the SHA-256 of " + target + " is not " + expected.get());
        } catch (IOException e) {
            throw storage(entry, e);
        }
    }

    /** The hash that an unverified file had when it was downloaded. */
    private static Optional<String> recorded(Path target) throws IOException {
        Path record = recordOf(target);
        return Files.isRegularFile(record)
                ? Optional.of(Files.readString(record).trim())
                : Optional.empty();
    }

    private static Path recordOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".sha256");
    }

    private String sha256(Path file) throws IOException {
        Checked known = checked.get(file);
        FileStamp now = FileStamp.of(file);
        if (known == null || !now.equals(known.stamp())) {
            // The stamp was taken before: a change while the hash is computed is noticed the next time.
            known = new Checked(now, Sha256.hex(file));
            checked.put(file, known);
        }
        return known.sha256();
    }

    private ModelStoreException storage(ModelEntry entry, IOException e) {
        if (e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException) {
            return new ModelStoreException(
                    Reason.INTERRUPTED, "interrupted while using the folder " + folderOf(entry) + "; try again", e);
        }
        return new ModelStoreException(
                Reason.STORAGE,
                "cannot use the folder " + folderOf(entry) + ": " + e + "; make it writable, or choose another with "
                        + FaceCloakHome.VARIABLE,
                e);
    }

    @Override
    public String toString() {
        return "ModelStore[" + folder + ", " + catalogue.entries().size() + " models known]";
    }

    /** Settings of a store. Not thread-safe. */
    public static final class Builder {

        private static final long DEFAULT_MAXIMUM = 8L << 30;
        private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
        private static final long DEFAULT_PAUSE_MILLIS = 500;

        private Path folder;
        private Catalogue catalogue;
        private boolean offline = offlineByDefault();
        private boolean unverifiedAllowed;
        private boolean plainHttpAllowed;
        private long maximumBytes = DEFAULT_MAXIMUM;
        private Duration patience = DEFAULT_PATIENCE;
        private HttpClient client;
        private ToLongFunction<Path> freeSpace = Builder::usableSpace;
        private long pauseMillis = DEFAULT_PAUSE_MILLIS;

        private Builder() {}

        /** Where the models lie; {@code models} in {@link FaceCloakHome} if not set. */
        public Builder folder(Path newFolder) {
            folder = Objects.requireNonNull(newFolder, "folder").toAbsolutePath();
            return this;
        }

        /** What can be pulled; if not set, the built-in catalogue and the user's file. */
        public Builder catalogue(Catalogue newCatalogue) {
            catalogue = Objects.requireNonNull(newCatalogue, "catalogue");
            return this;
        }

        /** Forbids or allows downloads; if not set, {@value #OFFLINE_PROPERTY} and {@value #OFFLINE_VARIABLE} decide. */
        public Builder offline(boolean newOffline) {
            offline = newOffline;
            return this;
        }

        /** Allows models with files whose SHA-256 is not known: whoever controls the server or the way to it chooses the file. */
        public Builder allowUnverified() {
            unverifiedAllowed = true;
            return this;
        }

        /** Allows addresses without encryption also outside this machine. */
        public Builder allowPlainHttp() {
            plainHttpAllowed = true;
            return this;
        }

        /**
         * The largest file to accept, in bytes; 8 GiB if not set.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maximumBytes(long newMaximum) {
            if (newMaximum < 1) {
                throw new IllegalArgumentException("maximumBytes must be positive, but is " + newMaximum);
            }
            maximumBytes = newMaximum;
            return this;
        }

        /**
         * How long a server may be silent; 30 seconds if not set.
         *
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder patience(Duration newPatience) {
            if (newPatience.toMillis() < 1) {
                throw new IllegalArgumentException("patience must be at least 1 ms, but is " + newPatience);
            }
            patience = newPatience;
            return this;
        }

        /**
         * An HTTP client with other proxies, certificates or authentication. If not set, one that honours the JVM's proxy settings and
         * then the variables {@code https_proxy}, {@code http_proxy} and {@code no_proxy}.
         *
         * @throws IllegalArgumentException if it follows redirects itself, past the store's rules
         */
        public Builder client(HttpClient newClient) {
            if (newClient.followRedirects() != HttpClient.Redirect.NEVER) {
                throw new IllegalArgumentException("client must not follow redirects: the store checks each of them");
            }
            client = newClient;
            return this;
        }

        /** For tests. */
        Builder freeSpace(ToLongFunction<Path> newFreeSpace) {
            freeSpace = newFreeSpace;
            return this;
        }

        /** For tests. */
        Builder pauseMillis(long newPause) {
            pauseMillis = newPause;
            return this;
        }

        /**
         * The store; creates nothing.
         *
         * @throws ModelStoreException if the user's catalogue file is malformed
         */
        public ModelStore build() {
            if (folder == null) {
                folder = FaceCloakHome.path().resolve("models");
            }
            if (catalogue == null) {
                Path own = FaceCloakHome.path().resolve("catalogue.json");
                catalogue = Files.exists(own) ? Catalogue.builtIn().plus(Catalogue.read(own)) : Catalogue.builtIn();
            }
            return new ModelStore(this);
        }

        /** A client has a thread, so none is made before it is needed. */
        private Supplier<HttpSource> source() {
            HttpClient given = client;
            boolean plainAllowed = plainHttpAllowed;
            Duration limit = patience;
            return () -> new HttpSource(given != null ? given : client(limit), plainAllowed, limit);
        }

        private static HttpClient client(Duration limit) {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(limit)
                    .proxy(new EnvironmentProxy(ProxySelector.getDefault(), System::getenv))
                    .build();
        }

        private static long usableSpace(Path where) {
            try {
                long free = Files.getFileStore(where).getUsableSpace();
                // Some file systems do not say.
                return free > 0 ? free : Long.MAX_VALUE;
            } catch (IOException e) {
                LOG.debug("the free space of {} is not known", where, e);
                return Long.MAX_VALUE;
            }
        }

        private static boolean offlineByDefault() {
            String variable = System.getenv(OFFLINE_VARIABLE);
            boolean forbidden = variable != null
                    && !List.of("", "0", "false").contains(variable.trim().toLowerCase(Locale.ROOT));
            return Boolean.getBoolean(OFFLINE_PROPERTY) || forbidden;
        }
    }

    /**
     * Told how far a download is, on the pulling thread, a few times a second. An exception thrown here ends the pull and reaches the caller;
     * what was downloaded is kept, and the next pull goes on from there.
     */
    @FunctionalInterface
    public interface PullProgress {

        /** Ignores every report. */
        PullProgress NONE = (model, file, done, total) -> {};

        /**
         * @param model the model's name
         * @param file the path of the file in the model's folder
         * @param done bytes that are there, also those of an earlier attempt; falls back when a server makes the download start anew
         * @param total bytes of the whole file, −1 where nobody says
         */
        void report(String model, String file, long done, long total);
    }
}
