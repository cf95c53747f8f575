package io.facecloak.onnx.internal.operator;

import java.util.Set;

/** Operators through which nothing flows, and whose shape is only known to the engine. */
final class UnshapedSteps implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("NonZero", "OneHot", "EyeLike", "RandomNormalLike", "RandomUniformLike");
    }

    @Override
    public Dependence dependence() {
        return Dependence.STEPS;
    }
}
