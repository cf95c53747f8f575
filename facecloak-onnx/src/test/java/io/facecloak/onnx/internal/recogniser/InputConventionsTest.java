package io.facecloak.onnx.internal.recogniser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.InputSpec.InputCrop;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.recogniser.InputConvention.Origin;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputConventionsTest {

    @TempDir
    Path folder;

    private Path model(String name, int size, BiFunction<GraphBuilder, String, String> start) throws IOException {
        return Files.write(
                folder.resolve(name),
                TinyModels.model(
                                17,
                                DataType.FLOAT,
                                (graph, x) -> graph.node("Flatten", List.of(start.apply(graph, x))),
                                -1,
                                3,
                                size,
                                size)
                        .toByteArray());
    }

    private Path plain(String name, int size) throws IOException {
        return model(name, size, (graph, x) -> graph.unary("Relu", x));
    }

    @Test
    void theSurestSourceWins() throws IOException {
        Path known = plain("mobileface-v2.onnx", 112);
        assertEquals(Origin.KNOWN_MODEL, InputConventions.of(known).origin());
        Files.writeString(folder.resolve("mobileface-v2.properties"), "preset=adaface");
        InputConvention stated = InputConventions.of(known);
        assertEquals(Origin.FILE, stated.origin());
        assertEquals(InputSpec.adaface(), stated.spec());
        assertFalse(stated.isGuessed());
        assertTrue(stated.explanation().contains("mobileface-v2.properties"));
    }

    @ParameterizedTest
    @CsvSource({
        "insightface-r50, arcface",
        "Glint360k_R100, arcface",
        "AdaFace_IR101_webface12m, adaface",
        "edgeface_s_gamma_05, edgeface",
        "my-mobilefacenet, mobilefacenet",
        "facenet-vggface2, facenet",
        "sface_2024, sface",
        "dlib_resnet, dlib"
    })
    void namesSpeakOfPresets(String name, String preset) throws IOException {
        InputSpec expected = InputSpec.preset(preset);
        InputConvention found = InputConventions.of(plain(name + ".onnx", expected.size()));
        assertEquals(Origin.PRESET, found.origin());
        assertEquals(expected, found.spec());
        assertTrue(found.isGuessed());
    }

    @ParameterizedTest
    @CsvSource({"160, facenet", "150, dlib", "112, arcface"})
    void sizesSpeakOfFamilies(int size, String preset) throws IOException {
        InputConvention found = InputConventions.of(plain("someone.onnx", size));
        assertEquals(Origin.GUESS, found.origin());
        assertEquals(InputSpec.preset(preset), found.spec());
        assertEquals(224, InputConventions.of(plain("wide.onnx", 224)).spec().size());
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                starts(
                        "subtract and multiply",
                        "raw255",
                        (graph, x) -> graph.mul(graph.sub(x, graph.scalar(127.5)), graph.scalar(1 / 128.0))),
                starts("divide by 255", "raw255", (graph, x) -> graph.div(x, graph.scalar(255))),
                starts(
                        "times two minus one",
                        "unit",
                        (graph, x) -> graph.sub(graph.mul(graph.scalar(2), graph.identity(x)), graph.scalar(1))),
                starts(
                        "statistics of ImageNet in [0, 1]",
                        "unit",
                        (graph, x) -> graph.div(
                                graph.sub(x, graph.reals(new double[] {0.485, 0.456, 0.406}, 1, 3, 1, 1)),
                                graph.reals(new double[] {0.229, 0.224, 0.225}, 1, 3, 1, 1))),
                starts(
                        "statistics of ImageNet in [0, 255]",
                        "raw255",
                        (graph, x) -> graph.div(
                                graph.sub(x, graph.reals(new double[] {123.7, 116.3, 103.5}, 3, 1, 1)),
                                graph.reals(new double[] {58.4, 57.1, 57.4}, 3, 1, 1))),
                starts("batch normalisation of raw pixels", "raw255", (graph, x) -> normalised(graph, x, 120, 70)),
                starts(
                        "batch normalisation of normalised pixels",
                        "arcface",
                        (graph, x) -> normalised(graph, x, 0.02, 0.55)),
                starts(
                        "minus the pixel",
                        "raw255",
                        (graph, x) -> graph.div(graph.sub(graph.scalar(255), x), graph.scalar(255))));
    }

    private static Arguments starts(String name, String preset, BiFunction<GraphBuilder, String, String> start) {
        return Arguments.of(Named.of(name, start), preset);
    }

    private static String normalised(GraphBuilder graph, String x, double mean, double deviation) {
        return graph.node(
                "BatchNormalization",
                List.of(
                        x,
                        graph.filled(1, 3),
                        graph.filled(0, 3),
                        graph.filled(mean, 3),
                        graph.filled(deviation * deviation, 3)),
                Attributes.of("epsilon", 1e-5f));
    }

    @ParameterizedTest
    @MethodSource("arithmetic")
    void arithmeticInTheGraphTellsTheRange(BiFunction<GraphBuilder, String, String> start, String preset)
            throws IOException {
        InputConvention found = InputConventions.of(model("someone.onnx", 112, start));
        assertEquals(Origin.GRAPH, found.origin());
        assertEquals(InputSpec.preset(preset), found.spec());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobileface-v2", "mobileface-v3"})
    void readsTheRangeFromRealGraphs(String recogniser) throws IOException {
        Path model = Files.copy(Shared.path("models/recognisers/" + recogniser + ".onnx"), folder.resolve("x.onnx"));
        InputConvention found = InputConventions.of(model);
        assertEquals(Origin.GRAPH, found.origin());
        assertEquals(InputSpec.raw255(), found.spec());
    }

    @Test
    void presetsAreListedAndUnknownOnesRefused() {
        for (String name :
                List.of("insightface", "facenet", "sface", "adaface", "edgeface", "dlib", "mobilefacenet", "arcface")) {
            assertTrue(InputSpec.presets().contains(name), name);
        }
        assertEquals(InputSpec.adaface(), InputSpec.preset("AdaFace"));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> InputSpec.preset("nobody"));
        assertTrue(e.getMessage().contains("nobody") && e.getMessage().contains("insightface"), e.getMessage());
    }

    private String refusal(String properties) throws IOException {
        Path model = plain("someone.onnx", 112);
        Files.writeString(folder.resolve("someone.properties"), properties);
        String message = assertThrows(ModelException.class, () -> InputConventions.of(model))
                .getMessage();
        assertTrue(message.contains(folder.resolve("someone.properties").toString()), message);
        return message.substring(message.indexOf(": ") + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "sise, size",
        "Size, size",
        "colour.order, order",
        "means, mean",
        "match_threshold, match.threshold",
        "threshold, match.threshold",
        "prest, preset",
        "corp, crop",
        "marign, margin",
        "stddev, std"
    })
    void unknownKeysAreRefusedByName(String key, String nearest) throws IOException {
        String message = refusal("preset=arcface\n" + key + "=1\n");
        assertTrue(message.startsWith("there is no key " + key + "; did you mean " + nearest + "?"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order=rgbb | order must be RGB or BGR, but is rgbb",
                "order= | order must be RGB or BGR, but is ",
                "size=112.5 | size must be a whole number of pixels, but is 112.5",
                "size=1e2 | size must be a whole number of pixels, but is 1e2",
                "size=4 | size must be 16 to 1024, but is 4",
                "scale=big | scale must be a number, but is big",
                "mean=1,2 | mean must be one number or three, separated by commas, but is 1,2",
                "mean=1,,2 | mean must be one number or three, separated by commas, but is 1,,2",
                "std=0 | std must be three positive numbers, but is [0.0, 0.0, 0.0]",
                "match.threshold=high | match.threshold must be a number, but is high",
                "match.threshold=1.5 | the match threshold must be a cosine similarity from -1 to 1, but is 1.5",
                "crop=dlibb | crop must be aligned, dlib, or three numbers left, top and side, separated by commas, but is dlibb",
                "crop=1,2 | crop must be aligned, dlib, or three numbers left, top and side, separated by commas, but is 1,2",
                "crop=200,0,50 | crop must show a part of the square from 0 to 112, but is 200.0,0.0,50.0",
                "margin=wide | margin must be a number, but is wide",
                "preset=adafce | there is no preset adafce; did you mean adaface? The presets are"
            })
    void wrongValuesGetASentence(String line, String sentence) throws IOException {
        String message = refusal(line);
        assertTrue(message.startsWith(sentence.replaceAll("is $", "is")), message);
    }

    @Test
    void cropAndMarginExcludeEachOther() throws IOException {
        assertEquals("crop and margin exclude each other; leave one of them out", refusal("crop=dlib\nmargin=0.1"));
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path model = plain("someone.onnx", 112);
        Files.write(folder.resolve("someone.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 's', 0});
        assertTrue(assertThrows(ModelException.class, () -> InputConventions.of(model))
                .getMessage()
                .endsWith("it is not text in UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crop=dlib | 4.74,19.67,104.24",
                "crop=ALIGNED | 0.0,0.0,112.0",
                "crop= 4, 5.5 ,100 | 4.0,5.5,100.0",
                "margin=0.25 | -28.0,-28.0,168.0",
                "preset=dlib | 4.74,19.67,104.24",
                "preset=arcface | 0.0,0.0,112.0"
            })
    void cropsAreStated(String line, String crop) throws IOException {
        Path model = plain("someone.onnx", 112);
        Files.writeString(folder.resolve("someone.properties"), "\uFEFF" + line);
        assertEquals(crop, InputConventions.of(model).spec().crop().toString());
    }

    /** Blue first, as in Caffe's own lists. */
    @Test
    void meanColoursAreStatedPerPlane() throws IOException {
        Path model = plain("someone.onnx", 224);
        Files.writeString(
                folder.resolve("someone.properties"),
                "size=224\norder=BGR\nscale=255\nmean=93.5940, 104.7624, 129.1863\nstd=1\nmatch.threshold=-1\n");
        assertEquals(
                InputSpec.vggface().withMatchThreshold(-1),
                InputConventions.of(model).spec());
    }

    @Test
    void aConventionIsWrittenAsItIsReadAndDescribed() throws IOException {
        Path model = plain("someone.onnx", 150);
        InputSpec spec = InputSpec.dlib().withOrder(ColourOrder.BGR).withMatchThreshold(0.6);
        Files.writeString(folder.resolve("someone.properties"), spec.toProperties());
        assertEquals(spec, InputConventions.of(model).spec());
        Properties properties = new Properties();
        properties.load(new StringReader(spec.toProperties()));
        assertEquals("BGR", properties.getProperty("order"));
        assertEquals(
                "RGB, (x*255 - 127.5) / 127.5, 112x112", InputSpec.arcface().describe());
        assertEquals("RGB, x*255, 112x112", InputSpec.raw255().describe());
        assertEquals(
                "RGB, x*255, 112x112, crop -28.0,-28.0,168.0",
                InputSpec.raw255().withCrop(InputCrop.withMargin(0.25)).describe());
    }
}
