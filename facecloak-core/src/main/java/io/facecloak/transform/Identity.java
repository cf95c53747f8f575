package io.facecloak.transform;

/** The map that changes nothing. */
record Identity() implements LinearMap {

    @Override
    public float[] apply(float[] picture) {
        return picture;
    }

    @Override
    public float[] adjoint(float[] gradient) {
        return gradient;
    }
}
