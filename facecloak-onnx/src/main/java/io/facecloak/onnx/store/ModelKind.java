package io.facecloak.onnx.store;

/** What the files of a {@link ModelEntry} are to FaceCloak. */
public enum ModelKind {
    /** A face recogniser: {@code recognisers/NAME.onnx}. */
    RECOGNISER,
    /** A detector: {@code mtcnn/pnet.onnx}, {@code mtcnn/rnet.onnx} and {@code mtcnn/onet.onnx}. */
    DETECTOR,
    /** A generator of portraits: {@code arc2face/...}. */
    GENERATOR,
    /** Files that FaceCloak does not open by itself, such as weights to export or another detector's network. */
    FILES;

    static ModelKind of(String path) {
        if (path.startsWith("recognisers/") && path.endsWith(".onnx")) {
            return RECOGNISER;
        }
        if (path.startsWith("mtcnn/")) {
            return DETECTOR;
        }
        return path.startsWith("arc2face/") ? GENERATOR : FILES;
    }
}
