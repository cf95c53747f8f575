package io.facecloak.onnx;

import io.facecloak.internal.model.TurningDetector;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.mtcnn.CascadeFiles;
import io.facecloak.onnx.internal.recogniser.BundledFiles;
import io.facecloak.onnx.internal.recogniser.Unclosed;
import io.facecloak.onnx.internal.runtime.GraphCache;
import io.facecloak.optimize.Gallery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The small models of our own that lie in the jar: a detector with five landmarks, two recognisers to learn cloaks on, and the
 * embeddings of strangers under both. What they were trained on and how good they are is told by their model cards in
 * {@code training/README.md}.
 *
 * <p>Each file is read and compared with its SHA-256 when it is first needed, a recogniser's once more for its gradient, unless
 * the cache of graphs on disk has that. Thread-safe; the recognisers run on {@link Device#configured()}, the detector on its
 * {@link Device#forDetection()}. All are shared, so {@link #close()} does nothing.
 */
public final class BundledModels implements FaceModels {

    /** What there is, in the order in which it is offered. */
    private static final List<String> RECOGNISERS = List.of("recogniser-a", "recogniser-b");

    private static final BundledModels SHARED = new BundledModels(new BundledFiles());

    private final BundledFiles files;
    private LandmarkDetector detector;
    private List<Embedder> embedders;

    private BundledModels(BundledFiles files) {
        this.files = files;
    }

    /** The models of this process. */
    public static BundledModels shared() {
        return SHARED;
    }

    @Override
    public synchronized LandmarkDetector detector() {
        if (detector == null) {
            detector = new Unclosed.Detector(detector(MtcnnOptions.defaults()));
        }
        return detector;
    }

    /**
     * A detector of its own with other options than the shared one, for example one that always searches for the smallest faces; the caller
     * closes it.
     */
    public LandmarkDetector detector(MtcnnOptions options) {
        return new TurningDetector(MtcnnDetector.of(
                new CascadeFiles() {
                    @Override
                    public byte[] read(String fileName) throws IOException {
                        return files.read(fileName);
                    }

                    @Override
                    public String describe(String fileName) {
                        return "bundled " + fileName;
                    }

                    @Override
                    public boolean areVerified() {
                        return true;
                    }
                },
                Device.configured().forDetection(),
                options));
    }

    @Override
    public synchronized List<Embedder> embedders() {
        if (embedders == null) {
            List<Embedder> opened = new ArrayList<>();
            for (String name : RECOGNISERS) {
                opened.add(recogniser(name));
            }
            embedders = List.copyOf(opened);
        }
        return embedders;
    }

    /**
     * The embeddings of strangers under both recognisers, without pictures: faces for the anchors of Eq. 2 and 3 when no other gallery
     * is at hand. Each call opens one; closing it releases its memory.
     */
    public Gallery gallery() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String name : RECOGNISERS) {
            contents.put("bundled strangers of " + name, bytes(name + ".embeddings"));
        }
        try {
            return Gallery.ofEmbeddings(contents);
        } catch (IOException e) {
            throw new ModelException("the bundled gallery is damaged: " + e.getMessage(), e);
        }
    }

    private Embedder recogniser(String name) {
        InputSpec spec = files.inputSpec(name);
        Device device = Device.configured();
        Supplier<byte[]> model = () -> bytes(name + ".onnx");
        return new Unclosed.Recogniser(files.identity(name)
                .map(identity -> OnnxEmbedder.known(name, spec, identity, model, device, GraphCache::configured))
                .orElseGet(() -> OnnxEmbedder.of(name, model.get(), spec, device)));
    }

    private byte[] bytes(String file) {
        try {
            return files.read(file);
        } catch (IOException e) {
            throw new ModelException("cannot read the bundled " + file + ": " + e.getMessage(), e);
        }
    }

    /** Does nothing: others use the models too. */
    @Override
    public void close() {}
}
