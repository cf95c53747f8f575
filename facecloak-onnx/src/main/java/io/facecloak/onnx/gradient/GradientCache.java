package io.facecloak.onnx.gradient;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.OnnxGraph;
import io.facecloak.onnx.store.FaceCloakHome;
import io.facecloak.onnx.store.FolderCache;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads graphs with gradients, and keeps them on disk: what {@link GradientGraph} makes of a model, with the constants that ONNX Runtime
 * computes when it loads a graph (the flipped weights of convolutions) already computed, and the weights in a file of their own that the
 * engine maps into memory. An entry belongs to the model's content, the version of FaceCloak and of ONNX Runtime, not to a device.
 *
 * <p>It takes about the size of the model and of the weights of its 3×3 convolutions once more. Entries may be deleted at any time.
 * Where the cache cannot be used, the graph is made anew, and the log says why. Thread-safe, and safe with other processes.
 */
public final class GradientCache {

    /**
     * The system property that bounds {@link #configured()}: a number of bytes, perhaps with {@code k}, {@code m} or {@code g} behind it,
     * or {@code off}.
     */
    public static final String PROPERTY = "facecloak.gradient.cache";

    /** The environment variable for the same. */
    public static final String VARIABLE = "FACECLOAK_GRADIENT_CACHE";

    /** Of the entries' layout. */
    private static final int FORMAT = 1;

    private static final Logger LOG = LoggerFactory.getLogger(GradientCache.class);

    private static final long DEFAULT_MAXIMUM = 4L << 30;
    private static final Pattern BOUND = Pattern.compile("(\\d{1,12})([kmg]?)");
    private static final String GRAPH = "graph.onnx";
    private static final String LIBRARY = library();

    private final Optional<FolderCache> cache;

    private GradientCache(Optional<FolderCache> cache) {
        this.cache = cache;
    }

    /**
     * A cache in a folder of the caller's choice.
     *
     * @param maximumBytes how large it may become; what was not used for the longest time goes first
     * @throws IllegalArgumentException if that is not positive
     */
    public static GradientCache in(Path folder, long maximumBytes) {
        return new GradientCache(Optional.of(new FolderCache(folder, maximumBytes)));
    }

    /** No cache: every graph is made anew. */
    public static GradientCache none() {
        return new GradientCache(Optional.empty());
    }

    /**
     * The user's cache: the folder {@code gradients} of {@link FaceCloakHome}, of at most 4 GiB, unless {@value #PROPERTY} or
     * {@value #VARIABLE} say otherwise.
     *
     * @throws IllegalArgumentException if they are malformed
     */
    public static GradientCache configured() {
        return configured(System::getProperty, System::getenv);
    }

    static GradientCache configured(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        String bound = given(properties.apply(PROPERTY))
                .or(() -> given(environment.apply(VARIABLE)))
                .orElseGet(() -> String.valueOf(DEFAULT_MAXIMUM));
        return bound.equals("off") ? none() : in(FaceCloakHome.path().resolve("gradients"), bytes(bound));
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
     * Loads the graph that {@link GradientGraph#differentiate} makes of a model.
     *
     * @param name the model's name for error messages
     * @param model as for {@link GradientGraph#differentiate}
     * @param weights identifies the model's initializers, such as their SHA-256; the rest of the model is looked at here
     * @throws ModelException if the model cannot be differentiated, or the result cannot be loaded on the device
     */
    public OnnxGraph load(String name, ModelProto model, String weights, Device device) {
        Objects.requireNonNull(device, "device");
        return cache.flatMap(kept -> cached(kept, key(model, weights), name, model, device))
                .orElseGet(() -> OnnxGraph.load(name, combined(name, model), device));
    }

    /** Nothing if the cache cannot be used. */
    private static Optional<OnnxGraph> cached(
            FolderCache cache, String key, String name, ModelProto model, Device device) {
        try {
            Optional<Path> entry = cache.get(key, folder -> write(name, model, folder.resolve(GRAPH)));
            try {
                return entry.map(folder -> OnnxGraph.load(name, folder.resolve(GRAPH), device));
            } catch (ModelException e) {
                // Perhaps another process has just deleted it. If it is the device, the other way fails, too.
                LOG.info("the cached gradient graph of {} cannot be loaded", name, e);
                cache.discard(key);
            }
        } catch (IOException e) {
            LOG.warn("the gradient graph of {} is not cached: {}", name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static void write(String name, ModelProto model, Path file) throws IOException {
        byte[] combined = combined(name, model);
        try {
            OnnxGraph.writeFolded(name, combined, file);
        } catch (ModelException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    private static byte[] combined(String name, ModelProto model) {
        return GradientGraph.differentiate(name, model).toByteArray();
    }

    static String key(ModelProto model, String weights) {
        ModelProto.Builder structure = model.toBuilder();
        structure.getGraphBuilder().clearInitializer();
        String prefix = String.join("\n", "gradient graph " + FORMAT, LIBRARY, OnnxGraph.engineVersion(), weights, "");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(prefix.getBytes(StandardCharsets.UTF_8));
            digest.update(structure.build().toByteArray());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The version, and for versions under development, whose rules change, the time of the build. */
    private static String library() {
        String version = Optional.ofNullable(GradientCache.class.getPackage().getImplementationVersion())
                .orElse("development");
        if (!version.equals("development") && !version.endsWith("-SNAPSHOT")) {
            return version;
        }
        try {
            Path code = Path.of(GradientCache.class
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
