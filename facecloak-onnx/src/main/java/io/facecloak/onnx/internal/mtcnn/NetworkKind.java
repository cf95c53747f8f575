package io.facecloak.onnx.internal.mtcnn;

/** The three networks of the cascade and what tells them apart. */
public enum NetworkKind {
    PROPOSAL("P-Net", "pnet.onnx", 12, false),
    REFINEMENT("R-Net", "rnet.onnx", 24, false),
    OUTPUT("O-Net", "onet.onnx", 48, true);

    private final String title;
    private final String fileName;
    private final int side;
    private final boolean landmarks;

    NetworkKind(String title, String fileName, int side, boolean landmarks) {
        this.title = title;
        this.fileName = fileName;
        this.side = side;
        this.landmarks = landmarks;
    }

    /** The network's name in the literature. */
    public String title() {
        return title;
    }

    public String fileName() {
        return fileName;
    }

    /** Side of the picture it judges, in pixels; P-Net slides such a window over a picture of any size. */
    public int side() {
        return side;
    }

    /** Whether it also predicts the five landmarks. */
    boolean hasLandmarks() {
        return landmarks;
    }

    /** Whether one run covers every window of a picture. */
    boolean slides() {
        return this == PROPOSAL;
    }
}
