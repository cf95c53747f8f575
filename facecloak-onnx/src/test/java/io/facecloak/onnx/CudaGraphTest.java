package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.gradient.CudaKernels;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.recogniser.EmbeddingGraph;
import io.facecloak.onnx.internal.recogniser.InputConventions;
import io.facecloak.testing.Shared;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that recognisers run, with the steps around the network, has a documented CUDA kernel. */
class CudaGraphTest {

    static Stream<Arguments> conventions() {
        ModelProto network = TinyRecogniser.model(-1, 112, new long[] {0, -1});
        // Faces are enlarged for it.
        ModelProto large = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) ->
                        graph.matMul(graph.reshape(graph.unary("GlobalAveragePool", x), 0, -1), graph.filled(1, 3, 24)),
                -1,
                3,
                160,
                160);
        return Stream.of(
                Arguments.of(network, Named.of("arcface", InputSpec.arcface())),
                Arguments.of(network, Named.of("adaface", InputSpec.adaface())),
                Arguments.of(network, Named.of("imagenet", InputSpec.imagenet())),
                Arguments.of(network, Named.of("raw255", InputSpec.raw255())),
                Arguments.of(large, Named.of("facenet", InputSpec.facenet())));
    }

    @ParameterizedTest
    @MethodSource("conventions")
    void everyInputConvention(ModelProto network, InputSpec spec) {
        check(ModelReader.read("tiny", network.toByteArray()), spec);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilefacenet-foamliu", "mobileface-v2", "mobileface-v3"})
    void realRecognisers(String name) {
        Path file = Shared.path("models/recognisers").resolve(name + ".onnx");
        check(ModelReader.read(file), InputConventions.of(file).spec());
    }

    private static void check(ModelProto network, InputSpec spec) {
        ModelProto graph = EmbeddingGraph.compose("test", network, spec);
        ModelProto combined = GradientGraph.differentiate("test", graph);
        assertEquals(Set.of(), CudaKernels.missing(null, combined, Opsets.of(combined)));
        assertEquals(List.of(), CudaKernels.lopsided(combined));
    }
}
