package io.facecloak.onnx.internal.operator;

import java.util.Set;

/** Branches and loops. Branches that shapes decide are taken before anybody differentiates the graph. */
final class ControlFlow implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("If", "Loop", "Scan");
    }

    @Override
    public String obstacle(String type) {
        return type.equals("If")
                ? "which branch it takes depends on the picture or on the number of pictures"
                : "a loop; export the model with its loops unrolled";
    }
}
