package io.facecloak.onnx.arc2face;

/** How much noise the sampler leaves in the last latent; only the last step differs. */
public enum FinalSigma {

    /** The noise of the training's first timestep (σ ≈ 0.029), as diffusers 0.23.0 does, which the paper's authors use. */
    SIGMA_MIN,

    /** None: the last step ends at the predicted clean latent, the default of recent diffusers. */
    ZERO
}
