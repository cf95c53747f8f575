package io.facecloak.transform;

/** A linear {@link DifferentiableMap}: its derivative is the same everywhere. */
public interface LinearMap extends DifferentiableMap {

    /** The adjoint's value: for all pictures x and gradients y, {@code ⟨apply(x), y⟩ = ⟨x, adjoint(y)⟩}. */
    float[] adjoint(float[] gradient);

    @Override
    default float[] pullback(float[] picture, float[] gradient) {
        return adjoint(gradient);
    }
}
