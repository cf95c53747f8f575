package io.facecloak.onnx;

/** The order of the colour planes that a network takes. */
public enum ColourOrder {
    RGB,
    BGR
}
