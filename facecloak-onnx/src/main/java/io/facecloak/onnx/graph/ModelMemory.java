package io.facecloak.onnx.graph;

import io.facecloak.model.ModelException;
import java.util.function.Supplier;

/** Names the model that took all memory; the memory is free again. Stateless. */
public final class ModelMemory {

    private ModelMemory() {}

    /**
     * Reads or opens a model.
     *
     * @param name for the message
     * @throws ModelException if it takes more memory than there is, or nests deeper than the stack is
     */
    public static <T> T bounded(Object name, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw new ModelException(
                    "the model " + name + " needs more memory than there is, at most "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB: give Java more with -Xmx, or take another model",
                    e);
        } catch (StackOverflowError e) {
            throw new ModelException("the model " + name + " is nested too deeply: take another model", e);
        }
    }
}
