package io.facecloak.transform;

/**
 * A fixed map of planar 3·S·S pictures (layout of {@link io.facecloak.face.AlignedFace}, values about [0, 1]) to pictures of the same
 * size, with its derivative. Immutable and thread-safe; neither method changes its arguments, but the result may be the argument itself.
 */
public interface DifferentiableMap {

    /** The map that changes nothing. */
    DifferentiableMap IDENTITY = new Identity();

    /** The changed picture. */
    float[] apply(float[] picture);

    /**
     * The vector–Jacobian product: the gradient with respect to the picture.
     *
     * @param picture where the derivative is taken, as given to {@link #apply}
     * @param gradient with respect to the changed picture
     */
    float[] pullback(float[] picture, float[] gradient);
}
