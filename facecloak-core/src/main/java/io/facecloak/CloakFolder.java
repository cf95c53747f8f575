package io.facecloak;

import io.facecloak.apply.ProtectionOptions;
import io.facecloak.internal.storage.FileStamp;
import io.facecloak.internal.storage.Folders;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The cloaks of many people: a folder with one cloak file each, {@code alice@example.org.cloak} for the user
 * {@code alice@example.org}. The cloaks used last stay in memory; a file that was replaced or deleted since is noticed.
 *
 * <p>Thread-safe. The models are used, not owned: they stay open.
 */
public final class CloakFolder {

    private static final String SUFFIX = ".cloak";

    /** The longest file name on usual file systems, in bytes. */
    private static final int MAX_NAME = 255;

    private record Cached(FileStamp stamp, FaceCloak cloak) {}

    private final Path folder;
    private final FaceModels models;
    private final ProtectionOptions options;
    private final Map<String, Cached> cache;

    /**
     * @param options for every cloak
     * @param capacity how many cloaks stay in memory, at least 0; each takes about 0.4 MB
     */
    public CloakFolder(Path folder, FaceModels models, ProtectionOptions options, int capacity) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.models = Objects.requireNonNull(models, "models");
        this.options = Objects.requireNonNull(options, "options");
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity must not be negative, but is " + capacity);
        }
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * A file name for a user, different for different users and safe whatever they are called: all but the ASCII letters and digits and
     * {@code - _ @ +} and inner dots are percent-encoded as UTF-8. On file systems that ignore case, users must not differ in case alone.
     *
     * @throws IllegalArgumentException if the user is empty, or the name would be longer than file systems allow
     */
    public static String nameOf(String user) {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the user is empty");
        }
        StringBuilder name = new StringBuilder();
        for (byte unit : user.getBytes(StandardCharsets.UTF_8)) {
            // A leading dot hides a file, or makes "..".
            boolean plain = unit >= '0' && unit <= '9'
                    || unit >= 'A' && unit <= 'Z'
                    || unit >= 'a' && unit <= 'z'
                    || unit == '-'
                    || unit == '_'
                    || unit == '@'
                    || unit == '+'
                    || unit == '.' && !name.isEmpty();
            name.append(plain ? String.valueOf((char) unit) : String.format("%%%02X", unit));
        }
        if (name.length() + SUFFIX.length() > MAX_NAME) {
            throw new IllegalArgumentException("the user " + user.substring(0, Math.min(user.length(), 20))
                    + "... is too long for a file name; use a shorter identifier");
        }
        return name.toString();
    }

    /**
     * Makes sure that there is such a folder; a new one can be read by its owner alone, as the cloaks in it can.
     *
     * @throws IOException if it cannot be created
     */
    public static void create(Path folder) throws IOException {
        Folders.createOwn(Objects.requireNonNull(folder, "folder"));
    }

    /**
     * Where the user's cloak is, or would be.
     *
     * @throws IllegalArgumentException as for {@link #nameOf}
     */
    public static Path file(Path folder, String user) {
        return folder.resolve(nameOf(user) + SUFFIX);
    }

    /**
     * The user's cloak; empty if there is none.
     *
     * @throws IllegalArgumentException as for {@link #nameOf}
     * @throws IOException if the file cannot be read
     * @throws io.facecloak.mask.CloakFormatException if it is not a sound cloak file
     * @throws IllegalStateException as for {@link FaceCloak#of}
     * @throws io.facecloak.model.ModelException as for {@link FaceCloak#of}
     */
    public Optional<FaceCloak> find(String user) throws IOException {
        Path file = file(folder, user);
        FileStamp now;
        try {
            now = FileStamp.of(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Cached cached = cached(user);
        if (cached == null || !cached.stamp().equals(now)) {
            // Two threads may load the same cloak; both get a good one, and neither waits for other users' files.
            cached = new Cached(now, FaceCloak.load(file, models, options));
            remember(user, cached);
        }
        return Optional.of(cached.cloak());
    }

    private Cached cached(String user) {
        synchronized (cache) {
            return cache.get(user);
        }
    }

    private void remember(String user, Cached loaded) {
        synchronized (cache) {
            cache.put(user, loaded);
        }
    }
}
