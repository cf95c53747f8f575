package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.InputCrop;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.recogniser.InputConvention.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Finds the input convention of a model file. In this order:
 *
 * <ol>
 *   <li>{@code <model>.properties} beside it (for {@code face.onnx}: {@code face.properties});
 *   <li>the file's name among the well-known public models;
 *   <li>the name of a preset in the file's name;
 *   <li>arithmetic on the input with which the graph begins ({@code Sub}, {@code Mul}, {@code BatchNormalization}, ...);
 *   <li>the size of the input: 160 pixels are FaceNet's, 150 dlib's, all else is taken for ArcFace's.
 * </ol>
 *
 * <p>Keys of the file, all optional: {@code preset} (see {@link InputSpec#presets()}; the others change it), {@code size}, {@code order}
 * (RGB, BGR), {@code scale}, {@code mean} and {@code std} (one number, or three in the order of the network's planes, separated by commas),
 * {@code crop} ({@code aligned}, {@code dlib}, or left, top and side of an {@link InputCrop}, separated by commas) or {@code margin} (see
 * {@link InputCrop#withMargin}), {@code match.threshold}. Any other key is an error.
 *
 * <p>Guesses can be checked on faces: see {@link ConventionTrial}. Thread-safe.
 */
public final class InputConventions {

    /** Some editors on Windows begin a text with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String KNOWN_MODELS = "known-models.properties";

    /** The ranges of pixels that networks with arithmetic of their own take, and the conventions that yield them. */
    private static final List<InputSpec> RANGES = List.of(InputSpec.raw255(), InputSpec.unit(), InputSpec.arcface());

    private InputConventions() {}

    /**
     * The convention of a model file.
     *
     * @throws ModelException if the file cannot be read, is not a recogniser, or the file beside it holds wrong values
     */
    public static InputConvention of(Path model) {
        return ModelBudget.spend(model, () -> of(model, () -> ModelReader.outline(model)));
    }

    /**
     * As {@link #of(Path)}, for callers that read models themselves.
     *
     * @param network gives the model in the dialect of {@link ModelReader}; asked only where the file's name does not tell enough
     */
    public static InputConvention of(Path model, Supplier<ModelProto> network) {
        return stated(model).orElseGet(() -> guess(stem(model), network.get()));
    }

    /**
     * The convention of a model file by what is written about it: in the file beside it, else in the list of public models. The model is
     * not read.
     *
     * @throws ModelException if the file beside it cannot be read or holds wrong values
     */
    public static Optional<InputConvention> stated(Path model) {
        Objects.requireNonNull(model, "model");
        String name = stem(model);
        Path beside = model.resolveSibling(name + ".properties");
        if (Files.exists(beside)) {
            return Optional.of(new InputConvention(
                    read(beside), Origin.FILE, "stated by " + beside.getFileName() + " beside the model"));
        }
        Properties known = knownModel(name.toLowerCase(Locale.ROOT) + ".");
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(new InputConvention(
                        ConventionProperties.parse(known),
                        Origin.KNOWN_MODEL,
                        name + " is the name of a public model"));
    }

    /**
     * The convention that name and graph speak for.
     *
     * @throws ModelException if the model is not a recogniser
     */
    static InputConvention guess(String name, ModelProto network) {
        int declared = EmbeddingGraph.declaredSize(name, network);
        Optional<String> preset = InputPresets.mentioned(name);
        if (preset.isPresent()) {
            return new InputConvention(
                    sized(InputPresets.byName(preset.get()), declared),
                    Origin.PRESET,
                    "the file's name speaks of the preset " + preset.get());
        }
        Optional<EmbeddedNormalisation> arithmetic = EmbeddedNormalisation.of(network.getGraph());
        if (arithmetic.isPresent()) {
            int range = arithmetic.get().bestRange(new double[][] {{0, 255}, {0, 1}, {-1, 1}});
            return new InputConvention(
                    sized(RANGES.get(range), declared),
                    Origin.GRAPH,
                    "the graph begins with arithmetic that suits pixels in "
                            + List.of("[0, 255]", "[0, 1]", "[-1, 1]").get(range));
        }
        InputSpec bySize =
                switch (declared) {
                    case 160 -> InputSpec.facenet();
                    case 150 -> InputSpec.dlib();
                    default -> InputSpec.arcface();
                };
        return new InputConvention(
                sized(bySize, declared),
                Origin.GUESS,
                declared > 0
                        ? "recognisers that take " + declared + " pixels mostly do it so"
                        : "most recognisers do it so, and the file does not even state a size");
    }

    private static InputSpec sized(InputSpec spec, int declared) {
        return declared > 0 ? spec.withSize(declared) : spec;
    }

    private static InputSpec read(Path file) {
        Properties properties = new Properties();
        try {
            String text = Files.readString(file);
            properties.load(new StringReader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
            return ConventionProperties.parse(properties);
        } catch (CharacterCodingException e) {
            throw new ModelException("the input convention " + file + " is wrong: it is not text in UTF-8", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException("the input convention " + file + " is wrong: " + e.getMessage(), e);
        }
    }

    /** The file's name without its extension. */
    public static String stem(Path model) {
        String name = model.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** What the list of public models says under the keys that begin so. */
    private static Properties knownModel(String prefix) {
        Properties all = new Properties();
        try (InputStream stream = InputConventions.class.getResourceAsStream(KNOWN_MODELS)) {
            all.load(stream);
            Properties known = new Properties();
            all.stringPropertyNames().stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> known.setProperty(key.substring(prefix.length()), all.getProperty(key)));
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
