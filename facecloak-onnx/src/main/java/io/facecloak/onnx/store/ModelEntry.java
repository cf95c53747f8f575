package io.facecloak.onnx.store;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model of a {@link Catalogue}. The paths of its files follow the layout of a models directory, so the folder of a pulled model is one.
 * Immutable.
 *
 * @param name its name: lower-case letters, digits, {@code . _ -}
 * @param description one sentence on what it is
 * @param licence its terms of use in a few words
 * @param licencePage where they are written, if that is known
 * @param input the input convention of its recogniser, as the keys and values of a {@code .properties} file beside the model; may be
 *     empty
 * @param files its files, at least one
 */
public record ModelEntry(
        String name,
        String description,
        String licence,
        Optional<URI> licencePage,
        Map<String, String> input,
        List<ModelFile> files) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]");
    private static final Pattern KEY = Pattern.compile("[a-z.]{1,40}");

    /**
     * @throws IllegalArgumentException if the name is malformed, a text is missing, two files share a path, or a convention is given
     *     without a recogniser
     */
    public ModelEntry {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be 2 to 64 lower-case letters, digits, . _ or -, but is " + name);
        }
        if (description.isBlank() || licence.isBlank()) {
            throw new IllegalArgumentException("description and licence of " + name + " must not be blank");
        }
        Objects.requireNonNull(licencePage, "licencePage");
        input = Map.copyOf(input);
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files of " + name + " must not be empty");
        }
        Set<String> paths = new HashSet<>();
        for (ModelFile file : files) {
            // Some file systems take upper and lower case for the same.
            if (!paths.add(file.path().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("two files of " + name + " have the path " + file.path());
            }
        }
        for (Map.Entry<String, String> pair : input.entrySet()) {
            if (!KEY.matcher(pair.getKey()).matches() || pair.getValue().contains("\n")) {
                throw new IllegalArgumentException("input of " + name + " has the malformed key " + pair.getKey());
            }
        }
        List<String> recognisers = recognisers(files);
        if (!input.isEmpty() && recognisers.isEmpty()) {
            throw new IllegalArgumentException(
                    "input of " + name + " speaks of no file: there is no recognisers/*.onnx");
        }
        for (String recogniser : recognisers) {
            if (paths.contains(conventionPath(recogniser).toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("say the input convention of " + name
                        + " under input, not as the file " + conventionPath(recogniser));
            }
        }
    }

    /** What the model offers; never empty. */
    public Set<ModelKind> kinds() {
        Set<ModelKind> kinds =
                files.stream().map(file -> ModelKind.of(file.path())).collect(Collectors.toSet());
        if (kinds.size() > 1) {
            kinds.remove(ModelKind.FILES);
        }
        return Set.copyOf(kinds);
    }

    /** Whether the SHA-256 of every file is known. */
    public boolean isVerified() {
        return files.stream().allMatch(file -> file.sha256().isPresent());
    }

    /** The convention files that belong beside the recognisers, path to content; empty without a convention. */
    Map<String, String> conventions() {
        Map<String, String> conventions = new TreeMap<>();
        if (!input.isEmpty()) {
            StringBuilder text = new StringBuilder("# From the catalogue, under " + name + ".\n");
            new TreeMap<>(input)
                    .forEach((key, value) ->
                            text.append(key).append('=').append(value).append('\n'));
            recognisers(files).forEach(path -> conventions.put(conventionPath(path), text.toString()));
        }
        return conventions;
    }

    private static List<String> recognisers(List<ModelFile> files) {
        return files.stream()
                .map(ModelFile::path)
                .filter(path -> ModelKind.of(path) == ModelKind.RECOGNISER)
                .toList();
    }

    private static String conventionPath(String recogniser) {
        return recogniser.substring(0, recogniser.length() - ".onnx".length()) + ".properties";
    }

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
                                + (url.getRawUserInfo() == null
                                        ? url
                                        : "an address with credentials on " + url.getHost()));
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

    /** What the files of a {@link ModelEntry} are to FaceCloak. */
    public enum ModelKind {
        /** A face recogniser: {@code recognisers/NAME.onnx}. */
        RECOGNISER,
        /** A detector: {@code mtcnn/pnet.onnx}, {@code mtcnn/rnet.onnx} and {@code mtcnn/onet.onnx}. */
        DETECTOR,
        /** A generator of portraits: {@code arc2face/...}. */
        GENERATOR,
        /** Files that FaceCloak does not open by itself, such as weights to export or another detector's network. */
        FILES;

        static ModelKind of(String path) {
            if (path.startsWith("recognisers/") && path.endsWith(".onnx")) {
                return RECOGNISER;
            }
            if (path.startsWith("mtcnn/")) {
                return DETECTOR;
            }
            return path.startsWith("arc2face/") ? GENERATOR : FILES;
        }
    }
}
