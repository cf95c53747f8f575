package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;

/** Versions of the standard operator set. */
public final class Opsets {

    /**
     * The oldest operator set of the models that are worked on: scatter operators add from it on, and every operator of a vector-Jacobian
     * product exists. {@code ModelReader} brings older models to it.
     */
    public static final int DIALECT = 17;

    private Opsets() {}

    /** True for the name of the standard operator domain. */
    public static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** The version of the standard operator set that a model imports; 1 where it does not say. */
    public static long of(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(set -> isStandard(set.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(1);
    }
}
