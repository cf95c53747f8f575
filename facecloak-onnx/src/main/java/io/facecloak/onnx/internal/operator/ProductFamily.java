package io.facecloak.onnx.internal.operator;

import java.util.OptionalLong;

/** Operators that sum products; what all others cost is little beside them. */
public interface ProductFamily extends OperatorFamily {

    /** The multiplications with addition that a node costs; nothing where the shapes that decide it are unknown. */
    OptionalLong multiplyAdds(ShapedNode node);
}
