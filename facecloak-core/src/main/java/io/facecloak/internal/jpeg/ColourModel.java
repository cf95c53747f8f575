package io.facecloak.internal.jpeg;

/** How a file's components follow from the samples of a picture. */
public enum ColourModel {
    GRAY(new double[][] {{1}}),
    RGB(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
    /** Luma and chroma of full range, as JFIF defines them with the weights of ITU-R BT.601. */
    YCBCR(new double[][] {
        {0.299, 0.587, 0.114},
        {-0.299 / 1.772, -0.587 / 1.772, 0.5},
        {0.5, -0.587 / 1.402, -0.114 / 1.402}
    });

    private final double[][] weights;

    ColourModel(double[][] weights) {
        this.weights = weights;
    }

    /** As many as samples per pixel. */
    int components() {
        return weights.length;
    }

    /** How much of each sample goes into a component. */
    double[] weights(int component) {
        return weights[component].clone();
    }
}
