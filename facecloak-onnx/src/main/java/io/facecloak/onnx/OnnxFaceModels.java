package io.facecloak.onnx;

import io.facecloak.internal.model.TurningDetector;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.model.Synthesizer;
import io.facecloak.onnx.arc2face.Arc2FaceOptions;
import io.facecloak.onnx.arc2face.Arc2FaceSynthesizer;
import io.facecloak.onnx.internal.recogniser.StoredModels;
import io.facecloak.onnx.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The ONNX models in a directory.
 *
 * <ul>
 *   <li>{@code mtcnn/pnet.onnx}, {@code mtcnn/rnet.onnx}, {@code mtcnn/onet.onnx}: the detector.
 *   <li>{@code recognisers/*.onnx}: the recognisers, sorted by file name.
 *   <li>{@code arc2face/}: optional, the generator; its files are {@link Arc2FaceSynthesizer}'s.
 * </ul>
 *
 * Without a folder {@code mtcnn} the detector is the one of {@link BundledModels}; without a recogniser, so are the recognisers.
 *
 * <p>Which files there are is read when the set is opened; each model is loaded when first asked for, once. Thread-safe. {@link #close()}
 * is idempotent and closes every model that was loaded; later calls throw {@link IllegalStateException}.
 */
public final class OnnxFaceModels implements FaceModels {

    private static final String DETECTOR = "mtcnn";
    private static final String RECOGNISERS = "recognisers";
    private static final String GENERATOR = "arc2face";
    private static final String SUFFIX = ".onnx";

    private final Path directory;
    private final Device device;
    private final List<Path> recognisers;
    private final Function<Path, Embedder> openRecogniser;
    private final FaceModels missing;
    private LandmarkDetector detector;
    private List<Embedder> embedders;
    private Synthesizer synthesizer;
    private boolean closed;

    private OnnxFaceModels(
            Path directory,
            Device device,
            List<Path> recognisers,
            Function<Path, Embedder> openRecogniser,
            FaceModels missing) {
        this.directory = directory;
        this.device = device;
        this.recognisers = recognisers;
        this.openRecogniser = openRecogniser;
        this.missing = missing;
    }

    /**
     * Opens the models in a directory.
     *
     * @param device where they run, the detector on its {@link Device#forDetection()}
     * @throws ModelException if the directory does not exist, cannot be read, or holds no detector, recogniser or generator
     */
    public static OnnxFaceModels open(Path directory, Device device) {
        return open(directory, device, file -> OnnxEmbedder.open(file, device), BundledModels.shared());
    }

    /**
     * Opens models that were pulled into a store: the recognisers in the order of their names, the first detector, the first generator.
     * What they lack comes from {@link BundledModels}.
     *
     * @param device where they run, the detector on its {@link Device#forDetection()}
     * @param names at least one; names of plain files are refused, see {@link ModelStore#file(String)}
     * @throws ModelException if a model is not known or was not pulled
     */
    public static FaceModels pulled(ModelStore store, Device device, String... names) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(device, "device");
        return StoredModels.open(store, device, BundledModels.shared(), List.of(names));
    }

    /**
     * As {@link #open(Path, Device)}, with recognisers opened in another way.
     *
     * @param device where the generator runs, and the detector on its {@link Device#forDetection()}
     * @param openRecogniser opens a recogniser's file, also the generator's
     * @param missing stands in for what the directory lacks
     * @throws ModelException if the directory does not exist, cannot be read, or holds no detector, recogniser or generator
     */
    static OnnxFaceModels open(
            Path directory, Device device, Function<Path, Embedder> openRecogniser, FaceModels missing) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(openRecogniser, "openRecogniser");
        Objects.requireNonNull(missing, "missing");
        if (!Files.isDirectory(directory)) {
            throw new ModelException("the models directory " + directory + " does not exist; " + layout());
        }
        List<Path> recognisers = models(directory.resolve(RECOGNISERS));
        if (recognisers.isEmpty()
                && models(directory.resolve(DETECTOR)).isEmpty()
                && !Files.isDirectory(directory.resolve(GENERATOR))) {
            throw new ModelException("no models in " + directory + "; " + layout());
        }
        return new OnnxFaceModels(directory, device, recognisers, openRecogniser, missing);
    }

    private static List<Path> models(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelException("cannot list the models in " + folder + ": " + e, e);
        }
    }

    private static String layout() {
        return "looked for mtcnn/pnet.onnx, mtcnn/rnet.onnx and mtcnn/onet.onnx (the detector), recognisers/*.onnx"
                + " and arc2face (the generator)";
    }

    @Override
    public synchronized LandmarkDetector detector() {
        ensureOpen();
        if (!Files.isDirectory(directory.resolve(DETECTOR))) {
            return missing.detector();
        }
        if (detector == null) {
            detector = new TurningDetector(MtcnnDetector.open(directory.resolve(DETECTOR), device.forDetection()));
        }
        return detector;
    }

    @Override
    public synchronized List<Embedder> embedders() {
        ensureOpen();
        if (recognisers.isEmpty()) {
            return missing.embedders();
        }
        if (embedders == null) {
            embedders = openAll();
        }
        return embedders;
    }

    private List<Embedder> openAll() {
        List<Embedder> opened = new ArrayList<>();
        try {
            for (Path recogniser : recognisers) {
                opened.add(openRecogniser.apply(recogniser));
            }
        } catch (RuntimeException e) {
            opened.forEach(Embedder::close);
            throw e;
        }
        return List.copyOf(opened);
    }

    /**
     * Arc2Face with the paper's options, where the directory {@code arc2face} exists; its models are loaded when it is first used.
     *
     * @throws ModelException if one of its files or the detector is missing
     */
    @Override
    public synchronized Optional<Synthesizer> synthesizer() {
        ensureOpen();
        Path generator = directory.resolve(GENERATOR);
        if (synthesizer == null && Files.isDirectory(generator)) {
            synthesizer =
                    Arc2FaceSynthesizer.open(generator, openRecogniser, detector(), device, Arc2FaceOptions.defaults());
        }
        return Optional.ofNullable(synthesizer);
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the models of " + directory + " are closed");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (synthesizer != null) {
            synthesizer.close();
        }
        if (detector != null) {
            detector.close();
        }
        if (embedders != null) {
            embedders.forEach(Embedder::close);
        }
    }
}
