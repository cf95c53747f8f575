package io.facecloak.onnx.internal.runtime;

import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.store.FaceCloakHome;
import io.facecloak.onnx.internal.store.FolderCache;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads graphs that are made from models, and keeps them on disk: after ONNX Runtime's optimisation, with all constants computed (the
 * flipped weights of convolutions in gradients, batch normalisations that become part of convolutions), and the weights in a file of their
 * own that the engine maps into memory. For the CPU, the weights are also laid out as its kernels read them, where the system tells what
 * processor it is ({@code /proc/cpuinfo}). An entry belongs to what it was made from, to the versions of FaceCloak and ONNX Runtime, and to
 * the processor; all other devices share one. Short notes about models are kept beside the graphs.
 *
 * <p>The graph of a model takes about the model's size, the one with its gradient also that of the weights of its 3×3 convolutions once
 * more. Entries may be deleted at any time. Where the cache cannot be used, graphs are made anew, and the log says why. Thread-safe, and
 * safe with other processes.
 */
public final class GraphCache {

    /**
     * The system property that bounds {@link #configured()}: a number of bytes, perhaps with {@code k}, {@code m} or {@code g} behind it,
     * or {@code off}.
     */
    public static final String PROPERTY = "facecloak.graph.cache";

    /** The environment variable for the same. */
    public static final String VARIABLE = "FACECLOAK_GRAPH_CACHE";

    /** Of the entries' layout. */
    private static final int FORMAT = 3;

    private static final Logger LOG = LoggerFactory.getLogger(GraphCache.class);

    private static final long DEFAULT_MAXIMUM = 4L << 30;
    private static final Pattern BOUND = Pattern.compile("(\\d{1,12})([kmg]?)");
    private static final String GRAPH = "graph.onnx";
    private static final String NOTE = "note";
    private static final String LIBRARY = library();

    private final Optional<FolderCache> cache;

    private GraphCache(Optional<FolderCache> cache) {
        this.cache = cache;
    }

    /**
     * A cache in a folder of the caller's choice.
     *
     * @param maximumBytes how large it may become; what was not used for the longest time goes first
     * @throws IllegalArgumentException if that is not positive
     */
    public static GraphCache in(Path folder, long maximumBytes) {
        return new GraphCache(Optional.of(new FolderCache(folder, maximumBytes)));
    }

    /** No cache: every graph is made anew. */
    public static GraphCache none() {
        return new GraphCache(Optional.empty());
    }

    /**
     * The user's cache: the folder {@code graphs} of {@link FaceCloakHome}, of at most 4 GiB, unless {@value #PROPERTY} or
     * {@value #VARIABLE} say otherwise.
     *
     * @throws IllegalArgumentException if they are malformed
     */
    public static GraphCache configured() {
        return configured(System::getProperty, System::getenv);
    }

    static GraphCache configured(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        String bound = given(properties.apply(PROPERTY))
                .or(() -> given(environment.apply(VARIABLE)))
                .orElseGet(() -> String.valueOf(DEFAULT_MAXIMUM));
        return bound.equals("off") ? none() : in(FaceCloakHome.path().resolve("graphs"), bytes(bound));
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value)
                .map(text -> text.trim().toLowerCase(Locale.ROOT))
                .filter(text -> !text.isEmpty());
    }

    private static long bytes(String bound) {
        Matcher matcher = BOUND.matcher(bound);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(PROPERTY + " or " + VARIABLE
                    + " must be \"off\" or a number of bytes such as 500m or 4g, but is \"" + bound + "\"");
        }
        int unit = matcher.group(2).isEmpty() ? 0 : "kmg".indexOf(matcher.group(2)) + 1;
        return Long.parseLong(matcher.group(1)) << 10 * unit;
    }

    /** Whether graphs are kept on disk. */
    public boolean isEnabled() {
        return cache.isPresent();
    }

    /**
     * The key of a graph or note that depends on some values, and on the versions of FaceCloak and ONNX Runtime: a SHA-256.
     *
     * @param kind tells keys of equal values for different purposes apart
     */
    public static String key(String kind, String... values) {
        MessageDigest digest = Sha256.start();
        List<String> versions = List.of(String.valueOf(FORMAT), LIBRARY, OnnxGraph.engineVersion(), kind);
        Stream.concat(versions.stream(), Stream.of(values)).forEach(value -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Loads a graph from the cache, where it is put if it is not there.
     *
     * @param key of all that the graph depends on, from {@link #key}
     * @param name the model's name for error messages
     * @param model gives the bytes of an ONNX file; asked only if the graph is not in the cache, and its exceptions are passed on
     * @throws ModelException if the graph cannot be loaded on the device
     */
    public OnnxGraph load(String key, String name, Supplier<byte[]> model, Device device) {
        Objects.requireNonNull(device, "device");
        Optional<OnnxGraph> kept = use("the graph of " + name, files -> {
            String entry = entryKey(key, device);
            return files.get(entry, folder -> write(name, model.get(), folder.resolve(GRAPH), device))
                    .flatMap(folder -> open(files, entry, folder, name, device));
        });
        return kept.orElseGet(() -> OnnxGraph.load(name, model.get(), device));
    }

    /** As {@link #load}, but only from the cache: nothing if the graph is not there, or cannot be loaded. */
    public Optional<OnnxGraph> find(String key, String name, Device device) {
        Objects.requireNonNull(device, "device");
        String entry = entryKey(key, device);
        return use("the graph of " + name, files -> files.find(entry)
                .flatMap(folder -> open(files, entry, folder, name, device)));
    }

    static String entryKey(String key, Device device) {
        return key("graph", key, processor(device).orElse("any"));
    }

    /** The processor that a graph is laid out for. */
    private static Optional<String> processor(Device device) {
        return device.kind() == Device.Kind.CPU ? Processor.identity() : Optional.empty();
    }

    /** The note of that key; nothing if there is none. */
    public Optional<String> note(String key) {
        return use("what identifies a model", files -> {
            Optional<Path> entry = files.find(key);
            return entry.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Files.readString(entry.get().resolve(NOTE)));
        });
    }

    /** Keeps a note, in place of an earlier one of that key; does nothing where the cache cannot be used. */
    public void keepNote(String key, String text) {
        use("what identifies a model", files -> {
            files.discard(key);
            return files.get(key, folder -> Files.writeString(folder.resolve(NOTE), text));
        });
    }

    /** What the cache is used for. */
    private interface Use<T> {
        Optional<T> of(FolderCache files) throws IOException, InterruptedException;
    }

    /** Nothing if the cache cannot be used. */
    private <T> Optional<T> use(String what, Use<T> use) {
        if (cache.isEmpty()) {
            return Optional.empty();
        }
        try {
            return use.of(cache.get());
        } catch (IOException e) {
            LOG.warn("{} is not cached: {}", what, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static Optional<OnnxGraph> open(FolderCache files, String key, Path folder, String name, Device device) {
        try {
            return Optional.of(OnnxGraph.load(name, folder.resolve(GRAPH), device));
        } catch (ModelException e) {
            // Perhaps another process has just deleted it. If it is the device, the other way fails, too.
            LOG.info("the cached graph of {} cannot be loaded", name, e);
            discard(files, key);
            return Optional.empty();
        }
    }

    private static void discard(FolderCache files, String key) {
        try {
            files.discard(key);
        } catch (IOException e) {
            LOG.debug("cannot discard {}", key, e);
        }
    }

    private static void write(String name, byte[] model, Path file, Device device) throws IOException {
        try {
            OnnxGraph.writeOptimised(name, model, file, processor(device).isPresent());
        } catch (ModelException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    /** The version, and for versions under development, whose rules change, the time of the build. */
    private static String library() {
        String version = Optional.ofNullable(GraphCache.class.getPackage().getImplementationVersion())
                .orElse("development");
        if (!version.equals("development") && !version.endsWith("-SNAPSHOT")) {
            return version;
        }
        try {
            Path code = Path.of(GraphCache.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(code)) {
                return version + " of "
                        + files.mapToLong(file -> file.toFile().lastModified())
                                .max()
                                .orElse(0);
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            LOG.debug("the time of the build is not known", e);
            return version;
        }
    }
}
