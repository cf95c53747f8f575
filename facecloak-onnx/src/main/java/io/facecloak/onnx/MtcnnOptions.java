package io.facecloak.onnx;

import io.facecloak.onnx.internal.mtcnn.NetworkKind;

/**
 * How the cascade searches. Immutable; {@link #defaults()} are facenet-pytorch's values.
 *
 * @param minimumFaceSize side in photo pixels of the smallest face that is looked for, at least 12; grows with the photo, see
 *     {@code maximumLevelPixels}
 * @param scaleFactor ratio of the sides of one pyramid level and the level before it, 0.1 to 0.95
 * @param proposalThreshold least face probability of P-Net, in [0, 1]
 * @param refinementThreshold least face probability of R-Net, in [0, 1]
 * @param outputThreshold least face probability of O-Net, in [0, 1]
 * @param maximumLevelPixels most pixels of the first (finest) pyramid level, at least 4,096. It bounds P-Net's work: on photos where
 *     {@code minimumFaceSize} would ask for more, the smallest face grows to 12 · √(photo pixels / {@code maximumLevelPixels}); with
 *     the default that is about 29 pixels for 12 megapixels and 60 pixels for 50 megapixels
 * @param quickLevelPixels most pixels of the pyramid level with which the search begins, at least 4,096. Finer levels are searched until
 *     a face is found, and as long as they show faces larger than a third of the smallest one found. So all faces are looked for in photos
 *     up to 0.5 megapixels and in those without large faces; else, in photos of 12 megapixels, only faces that are both below 116 pixels
 *     and below a third of every other face are missed. A value of {@code maximumLevelPixels} or more always searches everything, at
 *     several times the cost
 */
public record MtcnnOptions(
        int minimumFaceSize,
        double scaleFactor,
        double proposalThreshold,
        double refinementThreshold,
        double outputThreshold,
        int maximumLevelPixels,
        int quickLevelPixels) {

    private static final MtcnnOptions DEFAULTS = new MtcnnOptions(20, 0.709, 0.6, 0.7, 0.7, 2_000_000, 200_000);

    public MtcnnOptions {
        require(minimumFaceSize >= NetworkKind.PROPOSAL.side(), "minimumFaceSize", "at least 12", minimumFaceSize);
        require(scaleFactor >= 0.1 && scaleFactor <= 0.95, "scaleFactor", "between 0.1 and 0.95", scaleFactor);
        requireProbability("proposalThreshold", proposalThreshold);
        requireProbability("refinementThreshold", refinementThreshold);
        requireProbability("outputThreshold", outputThreshold);
        require(maximumLevelPixels >= 4096, "maximumLevelPixels", "at least 4096", maximumLevelPixels);
        require(quickLevelPixels >= 4096, "quickLevelPixels", "at least 4096", quickLevelPixels);
    }

    /**
     * Faces from 20 pixels, scale factor 0.709, thresholds 0.6, 0.7 and 0.7, at most 2 megapixels in the first pyramid level, and 0.2
     * megapixels in the one with which the search begins.
     */
    public static MtcnnOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that starts with {@link #defaults()}. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requireProbability(String name, double value) {
        require(value >= 0 && value <= 1, name, "between 0 and 1", value);
    }

    private static void require(boolean holds, String name, String range, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + range + ", but is " + value);
        }
    }

    /** Collects options; every setter fails at once on a value out of range. Not thread-safe. */
    public static final class Builder {

        private int minimumFaceSize = DEFAULTS.minimumFaceSize;
        private double scaleFactor = DEFAULTS.scaleFactor;
        private double proposalThreshold = DEFAULTS.proposalThreshold;
        private double refinementThreshold = DEFAULTS.refinementThreshold;
        private double outputThreshold = DEFAULTS.outputThreshold;
        private int maximumLevelPixels = DEFAULTS.maximumLevelPixels;
        private int quickLevelPixels = DEFAULTS.quickLevelPixels;

        private Builder() {}

        /** See {@link MtcnnOptions#minimumFaceSize()}. */
        public Builder minimumFaceSize(int pixels) {
            minimumFaceSize = pixels;
            return checked();
        }

        /** See {@link MtcnnOptions#scaleFactor()}. */
        public Builder scaleFactor(double factor) {
            scaleFactor = factor;
            return checked();
        }

        /** Least face probabilities of P-Net, R-Net and O-Net. */
        public Builder thresholds(double proposal, double refinement, double output) {
            proposalThreshold = proposal;
            refinementThreshold = refinement;
            outputThreshold = output;
            return checked();
        }

        /** See {@link MtcnnOptions#maximumLevelPixels()}. */
        public Builder maximumLevelPixels(int pixels) {
            maximumLevelPixels = pixels;
            return checked();
        }

        /** See {@link MtcnnOptions#quickLevelPixels()}. */
        public Builder quickLevelPixels(int pixels) {
            quickLevelPixels = pixels;
            return checked();
        }

        private Builder checked() {
            build();
            return this;
        }

        /** The options. */
        public MtcnnOptions build() {
            return new MtcnnOptions(
                    minimumFaceSize,
                    scaleFactor,
                    proposalThreshold,
                    refinementThreshold,
                    outputThreshold,
                    maximumLevelPixels,
                    quickLevelPixels);
        }
    }
}
