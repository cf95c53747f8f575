package io.facecloak.transform;

/**
 * A fixed linear map of planar 3·S·S pictures (layout of {@link io.facecloak.face.AlignedFace}) to pictures of the same size, with the
 * adjoint, which carries gradients back. Immutable and thread-safe; neither method changes its argument, but the result may be the
 * argument itself.
 */
public interface LinearMap {

    /** The map that changes nothing. */
    LinearMap IDENTITY = new Identity();

    /** The changed picture. */
    float[] apply(float[] picture);

    /**
     * The adjoint's value: for all pictures x and gradients y, {@code ⟨apply(x), y⟩ = ⟨x, adjoint(y)⟩}.
     *
     * @param gradient with respect to the changed picture
     * @return the gradient with respect to the picture
     */
    float[] adjoint(float[] gradient);
}
