package io.facecloak.onnx.store;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One file of a model. Immutable.
 *
 * @param path where it lies in the model's folder: names of letters, digits, {@code . _ -} between slashes
 * @param urls where it can be fetched: http or https, at least one, tried in this order
 * @param size its length in bytes, if known
 * @param sha256 its SHA-256 as 64 lower-case hexadecimal digits, if known for certain
 */
public record ModelFile(String path, List<URI> urls, OptionalLong size, Optional<String> sha256) {

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int DEEPEST = 8;

    /** Names that Windows gives to devices, whatever the extension. */
    private static final Set<String> DEVICES = devices();

    /** Names that the store gives to files of its own. */
    private static final List<String> RESERVED = List.of(".part", ".part.origin", ".sha256", ".lock");

    /**
     * @throws IllegalArgumentException if the path could leave the model's folder or is no portable name, if a URL is no complete http
     *     or https address or holds credentials, or if size or hash are malformed
     */
    public ModelFile {
        requirePath(path);
        urls = List.copyOf(urls);
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(sha256, "sha256");
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("urls of " + path + " must name at least one address");
        }
        urls.forEach(ModelFile::requireUrl);
        if (size.isPresent() && size.getAsLong() < 1) {
            throw new IllegalArgumentException("size of " + path + " must be positive, but is " + size.getAsLong());
        }
        if (sha256.isPresent() && !HASH.matcher(sha256.get()).matches()) {
            throw new IllegalArgumentException(
                    "sha256 of " + path + " must be 64 lower-case hexadecimal digits, but is " + sha256.get());
        }
    }

    private static void requirePath(String path) {
        String[] segments = path.split("/", -1);
        boolean portable = segments.length <= DEEPEST;
        for (String segment : segments) {
            String stem = segment.split("\\.", 2)[0].toUpperCase(Locale.ROOT);
            portable &= SEGMENT.matcher(segment).matches() && !segment.endsWith(".") && !DEVICES.contains(stem);
        }
        if (!portable) {
            throw new IllegalArgumentException("path must be relative, made of at most " + DEEPEST
                    + " portable names (letters, digits, . _ -) between slashes, but is " + path);
        }
        if (RESERVED.stream().anyMatch(path::endsWith)) {
            throw new IllegalArgumentException("path must not end in " + String.join(", ", RESERVED)
                    + ", which the store uses itself, but is " + path);
        }
    }

    private static void requireUrl(URI url) {
        boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "urls must be complete http or https addresses without credentials, but one is "
                            + (url.getRawUserInfo() == null ? url : "an address with credentials on " + url.getHost()));
        }
    }

    private static Set<String> devices() {
        Set<String> names = new HashSet<>(Set.of("CON", "PRN", "AUX", "NUL"));
        for (int i = 0; i <= 9; i++) {
            names.add("COM" + i);
            names.add("LPT" + i);
        }
        return Set.copyOf(names);
    }
}
