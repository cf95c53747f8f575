package io.facecloak.onnx.internal.recogniser;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.internal.reading.ModelReader;
import java.util.function.Supplier;

/** Where a recogniser's model comes from; it is read as often as it is needed. Implementations are thread-safe. */
@FunctionalInterface
public interface RecogniserSource {

    /**
     * Reads the model and composes its graph.
     *
     * @throws ModelException if it cannot be read, or is not a recogniser of its input convention
     */
    RecogniserModel read();

    /** @param file gives the bytes of an ONNX file */
    static RecogniserSource ofBytes(String name, Supplier<byte[]> file, InputSpec spec) {
        return () -> RecogniserModel.of(name, ModelReader.read(name, file.get()), spec);
    }
}
