package io.facecloak.onnx.arc2face;

import io.facecloak.face.Face;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.onnx.Device;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 1 as in the paper (section III-B): Arc2Face, a Stable Diffusion 1.5 whose text encoder reads an ArcFace embedding in the place
 * of a word, generates photorealistic portraits of the person in varied poses, light and surroundings.
 *
 * <p>The directory holds Arc2Face's own recogniser and three graphs under the names of Hugging Face Optimum, in float32 or half
 * precision; docs/exporting-models.md says how to make them:
 *
 * <pre>
 * arcface.onnx                  aligned face → 512 values (another ArcFace gives portraits of somebody else)
 * text_encoder/model.onnx       input_ids [N, 77], face_embeds [N, 512] → last_hidden_state [N, 77, 768]
 * unet/model.onnx               sample [N, 4, 64, 64], timestep, encoder_hidden_states [N, 77, 768] → out_sample
 * vae_decoder/model.onnx        latent_sample [N, 4, 64, 64] → sample [N, 3, 512, 512], RGB in [−1, 1]
 * </pre>
 *
 * <ul>
 *   <li>Portraits are 512×512 RGB. Their landmarks are the detector's for the largest face; where it finds none, those of the average
 *       face in Arc2Face's training pictures, which are all aligned alike.
 *   <li>Deterministic: every portrait takes one {@code long} from the random generator, from which the library's own Gaussian generator
 *       (SplitMix64 and Marsaglia's polar method) makes the latent. It does not depend on the size of batches, but for rounding.
 *   <li>The models are loaded with the first call and take gigabytes (4.4 in float32) until {@link #close()}.
 *   <li>Thread-safe: calls run one after another, so that the memory limit holds. {@link #close()} is idempotent and waits for the
 *       running call; later calls throw {@link IllegalStateException}.
 * </ul>
 */
public final class Arc2FaceSynthesizer implements Synthesizer {

    private static final Logger LOG = LoggerFactory.getLogger(Arc2FaceSynthesizer.class);

    private static final String RECOGNISER_TITLE = "recogniser";
    private static final String RECOGNISER = "arcface.onnx";

    /** The mean face of FFHQ at 512 pixels, to which Arc2Face's training pictures are aligned (facexlib's template). */
    private static final Landmarks AVERAGE_FACE = new Landmarks(
            new Point(192.98138, 239.94708),
            new Point(318.90277, 240.1936),
            new Point(256.63416, 314.01935),
            new Point(201.26117, 371.41043),
            new Point(313.08905, 371.15118));

    private final Path directory;
    private final Function<Path, Embedder> openRecogniser;
    private final LandmarkDetector detector;
    private final Device device;
    private final Arc2FaceOptions options;
    private Embedder recogniser;
    private Arc2FacePipeline pipeline;
    private boolean closed;

    private Arc2FaceSynthesizer(
            Path directory,
            Function<Path, Embedder> openRecogniser,
            LandmarkDetector detector,
            Device device,
            Arc2FaceOptions options) {
        this.directory = directory;
        this.openRecogniser = openRecogniser;
        this.detector = detector;
        this.device = device;
        this.options = options;
    }

    /**
     * The generator in a directory. A file that is there but is not the graph its name says is found by the first call.
     *
     * @param openRecogniser opens {@code arcface.onnx}, such as {@code OnnxEmbedder::open}; this synthesizer closes it
     * @param detector finds the landmarks of portraits; stays the caller's
     * @param device where the three graphs run
     * @throws ModelException if one of the files is missing
     */
    public static Arc2FaceSynthesizer open(
            Path directory,
            Function<Path, Embedder> openRecogniser,
            LandmarkDetector detector,
            Device device,
            Arc2FaceOptions options) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(openRecogniser, "openRecogniser");
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(options, "options");
        PipelineGraph.requireFile(directory.resolve(RECOGNISER), RECOGNISER_TITLE);
        PipelineGraph.requireFile(directory.resolve(TextEncoder.FILE), TextEncoder.TITLE);
        PipelineGraph.requireFile(directory.resolve(Denoiser.FILE), Denoiser.TITLE);
        PipelineGraph.requireFile(directory.resolve(ImageDecoder.FILE), ImageDecoder.TITLE);
        return new Arc2FaceSynthesizer(directory, openRecogniser, detector, device, options);
    }

    @Override
    public String name() {
        return "arc2face";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if {@code count} is not positive
     * @throws ModelException if a graph cannot be loaded, is not the one its file name says, or fails
     */
    @Override
    public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random) {
        return synthesize(seed, count, random, Progress.NONE);
    }

    /**
     * {@inheritDoc}
     *
     * @param progress told in {@link io.facecloak.model.Progress.Stage#DENOISING} before the first and after every step of every batch, when the
     *     models are loaded
     * @throws IllegalArgumentException if {@code count} is not positive
     * @throws ModelException if a graph cannot be loaded, is not the one its file name says, or fails
     */
    @Override
    public synchronized List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random, Progress progress) {
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(random, "random");
        Objects.requireNonNull(progress, "progress");
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but is " + count);
        }
        if (closed) {
            throw new IllegalStateException("the generator of " + directory + " is closed");
        }
        load();
        float[] identity = recogniser.embed(seed.aligned());
        long[] noiseSeeds = random.longs(count).toArray();
        return pipeline.generate(identity, noiseSeeds, progress).stream()
                .map(this::portrait)
                .toList();
    }

    private void load() {
        if (recogniser == null) {
            recogniser = openRecogniser();
        }
        if (pipeline == null) {
            pipeline = Arc2FacePipeline.load(directory, device, options);
        }
    }

    private Embedder openRecogniser() {
        Path file = directory.resolve(RECOGNISER);
        Embedder opened = openRecogniser.apply(file);
        if (opened.dimension() != TextEncoder.IDENTITY) {
            opened.close();
            throw new ModelException(
                    file + " gives embeddings of " + opened.dimension() + " values, but Arc2Face needs "
                            + TextEncoder.IDENTITY + ": put the arcface.onnx that is published with Arc2Face there");
        }
        return opened;
    }

    private Portrait portrait(BufferedImage picture) {
        List<Face> faces = detector.detect(picture);
        if (faces.isEmpty()) {
            LOG.info("no face found in a portrait by Arc2Face; taking the landmarks of the average face");
            return new Portrait(picture, AVERAGE_FACE);
        }
        return new Portrait(picture, faces.get(0).landmarks());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (recogniser != null) {
            recogniser.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
    }
}
