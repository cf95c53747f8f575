package io.facecloak.onnx.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import com.sun.jna.Platform;
import io.facecloak.internal.storage.Folders;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.store.FaceCloakHome;
import io.facecloak.onnx.internal.store.FolderCache;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's native libraries, which it would unpack from its jar anew in every process: kept in {@code engine} of the cache folder
 * instead, checked whenever they are used. On Linux, and for the engine without CUDA; elsewhere ONNX Runtime unpacks them itself, as it
 * does where the cache folder cannot be used, or with {@code -Dfacecloak.engine.cache=off}. No native code is loaded from a folder that
 * others can write to.
 *
 * <p>The virtual machine loads a library file for one class loader only. So where several have FaceCloak (web applications side by side, or
 * one that is deployed again), the first takes the kept files, and for each of the others ONNX Runtime unpacks its own.
 */
final class EngineLibraries {

    /** Where ONNX Runtime looks for unpacked libraries. */
    static final String PATH_PROPERTY = "onnxruntime.native.path";

    static final String CACHE_PROPERTY = "facecloak.engine.cache";

    private static final String JNA_PROPERTY = "jna.tmpdir";

    private static final Logger LOG = LoggerFactory.getLogger(EngineLibraries.class);

    /** A system property of this name and the folder's says that a class loader of this process has taken it. */
    private static final String TAKEN = "facecloak.engine.taken.";

    /**
     * Held while {@value #PATH_PROPERTY}, which all class loaders see, is in effect for one of them. A literal is one object in all of them.
     */
    private static final Object PROCESS = "io.facecloak.onnx.internal.runtime.EngineLibraries";

    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");
    private static final String CUDA_LIBRARY = "onnxruntime_providers_cuda";

    /** Room for the libraries of several versions. */
    private static final long MAXIMUM_BYTES = 256L << 20;

    private EngineLibraries() {}

    /**
     * Runs the engine's start with its libraries unpacked where that is possible; the caller's own path stays in effect.
     *
     * @param before runs first, and may use JNA
     * @throws ModelException if others can write to the caller's own path
     */
    static OrtEnvironment started(Runnable before) {
        synchronized (PROCESS) {
            requireOwnersOnly(System.getProperty(PATH_PROPERTY));
            Optional<Path> folder = unpacked();
            if (folder.isEmpty()) {
                before.run();
                return OrtEnvironment.getEnvironment();
            }
            // JNA would make its folder with the rights that the umask leaves.
            with(JNA_PROPERTY, folder.get().resolveSibling("jna"), () -> {
                before.run();
                return null;
            });
            return take(folder.get())
                    ? with(PATH_PROPERTY, folder.get(), OrtEnvironment::getEnvironment)
                    : OrtEnvironment.getEnvironment();
        }
    }

    /** Whoever owns the folder of the caller's choice, an administrator perhaps, nobody else may write to it. */
    private static void requireOwnersOnly(String path) {
        if (path == null) {
            return;
        }
        try {
            Path folder = Path.of(path);
            if (Files.isDirectory(folder)) {
                Folders.requireNoOthers(folder);
            }
        } catch (IOException | InvalidPathException e) {
            throw new ModelException(
                    "ONNX Runtime's library is not loaded from the folder that -D" + PATH_PROPERTY + " names: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Runs a start-up that reads a property, unless it was set by somebody else. */
    private static <T> T with(String property, Path value, Supplier<T> start) {
        if (System.getProperty(property) != null) {
            return start.get();
        }
        System.setProperty(property, value.toString());
        try {
            return start.get();
        } finally {
            System.clearProperty(property);
        }
    }

    /** False if another class loader was first. */
    private static boolean take(Path folder) {
        boolean first = System.getProperties().putIfAbsent(TAKEN + folder, "true") == null;
        if (!first) {
            LOG.debug("ONNX Runtime unpacks its libraries once more: another class loader has those in {}", folder);
        }
        return first;
    }

    private static Optional<Path> unpacked() {
        Optional<String> platform = platform();
        if (platform.isEmpty()
                || System.getProperty(PATH_PROPERTY) != null
                || "off".equals(System.getProperty(CACHE_PROPERTY))
                || resource(platform.get(), CUDA_LIBRARY) != null) {
            return Optional.empty();
        }
        try {
            Path place = FaceCloakHome.path().resolve("engine");
            Folders.createOwn(place.resolve("jna"));
            try {
                Folders.requireOwnPath(place);
            } catch (FileSystemException e) {
                LOG.warn(
                        "no native code is kept in {}, ONNX Runtime unpacks it anew each time: {}",
                        place,
                        e.getMessage());
                return Optional.empty();
            }
            FolderCache cache = new FolderCache(place, MAXIMUM_BYTES);
            return cache.get(key(platform.get()), folder -> unpack(platform.get(), folder))
                    .filter(EngineLibraries::isExecutable);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("ONNX Runtime unpacks its libraries itself: {}", e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** As ONNX Runtime names it. */
    private static Optional<String> platform() {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return Optional.empty();
        }
        if (Platform.isIntel()) {
            return Optional.of("linux-x64");
        }
        return Platform.isARM() ? Optional.of("linux-aarch64") : Optional.empty();
    }

    private static URL resource(String platform, String library) {
        return OrtEnvironment.class.getResource("native/" + platform + "/" + System.mapLibraryName(library));
    }

    /** Tells the libraries of one build of the engine from those of others, without reading them. */
    private static String key(String platform) throws IOException {
        StringBuilder builds = new StringBuilder();
        for (String library : LIBRARIES) {
            URL url = resource(platform, library);
            JarEntry entry = url != null && url.openConnection() instanceof JarURLConnection connection
                    ? connection.getJarEntry()
                    : null;
            if (entry == null || entry.getCrc() < 0 || entry.getSize() < 0) {
                throw new IOException("they do not lie in a jar");
            }
            builds.append(platform + " " + library + " " + entry.getCrc() + " " + entry.getSize() + "\n");
        }
        return Sha256.hex(builds.toString());
    }

    private static void unpack(String platform, Path folder) throws IOException {
        for (String library : LIBRARIES) {
            Path file = folder.resolve(System.mapLibraryName(library));
            try (InputStream content = resource(platform, library).openStream()) {
                Files.copy(content, file);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** No file is on a file system that forbids to execute what lies on it, where loading a library would fail for good. */
    private static boolean isExecutable(Path folder) {
        return LIBRARIES.stream()
                .allMatch(library -> Files.isExecutable(folder.resolve(System.mapLibraryName(library))));
    }
}
