package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Excerpt;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.runtime.GraphCache;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A recogniser's model as it is worked on: its graph from faces to embeddings, and what identifies it.
 *
 * @param composed the graph
 * @param fingerprint SHA-256 over weights, operators and input convention
 * @param content identifies the graph with all that belongs to it, for {@link GraphCache#key}
 */
public record RecogniserModel(String name, ModelProto composed, String fingerprint, String content) {

    /**
     * Makes the graph of a network in the dialect of {@code ModelReader}.
     *
     * @throws ModelException if it is no recogniser, or not one of that input convention
     */
    public static RecogniserModel of(String name, ModelProto network, InputSpec spec) {
        EmbeddingGraph.requireSize(name, network, spec);
        String fingerprint = fingerprint(network, spec);
        try {
            ModelProto composed = EmbeddingGraph.compose(name, network, spec);
            return new RecogniserModel(name, composed, fingerprint, content(composed, fingerprint));
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelException(
                    "the model " + name + " is malformed: " + Excerpt.of(String.valueOf(e.getMessage())), e);
        }
    }

    /** The graph as an ONNX file. */
    public byte[] forward() {
        return composed.toByteArray();
    }

    /**
     * The graph with its gradient as an ONNX file.
     *
     * @throws ModelException if it cannot be differentiated
     */
    public byte[] differentiated(GradientLayout layout) {
        return GradientGraph.differentiate(name, composed, layout).toByteArray();
    }

    /** The threshold changes no embedding, and does not count. */
    private static String fingerprint(ModelProto network, InputSpec spec) {
        return sha256(bytes -> {
            for (TensorProto tensor : network.getGraph().getInitializerList()) {
                tensor.writeTo(bytes);
            }
            for (NodeProto node : network.getGraph().getNodeList()) {
                node.writeTo(bytes);
            }
            bytes.write(convention(spec).getBytes(StandardCharsets.UTF_8));
        });
    }

    /** What of an input convention changes embeddings. All of aligned space goes without saying, as it did before there were crops. */
    static String convention(InputSpec spec) {
        return spec.size() + " " + spec.order() + " " + spec.scale() + " " + spec.mean() + " " + spec.std()
                + (spec.crop().isAligned() ? "" : " " + spec.crop());
    }

    /** The fingerprint knows the weights; inputs, outputs and versions are looked at here. */
    private static String content(ModelProto composed, String fingerprint) {
        ModelProto.Builder structure = composed.toBuilder();
        structure.getGraphBuilder().clearInitializer();
        return GraphCache.key("recogniser", fingerprint, sha256(structure.build()::writeTo));
    }

    /** Something that can be written. */
    private interface Content {
        void writeTo(OutputStream bytes) throws IOException;
    }

    private static String sha256(Content content) {
        MessageDigest digest = Sha256.start();
        try {
            content.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("a digest refuses bytes", e);
        }
    }
}
