package io.facecloak.onnx;

import io.facecloak.face.AlignedFace;
import io.facecloak.onnx.internal.recogniser.InputPresets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a recogniser wants its faces, and from which similarity it takes two for the same person. A pixel x in [0, 1] becomes
 * {@code (x·scale − mean) / std}, with mean and standard deviation in the order of the network's planes: of a {@link ColourOrder#BGR}
 * network blue comes first, as in Caffe's lists of mean colours. Immutable.
 *
 * @param size side of the square input in pixels; the crop is resized to it
 * @param order the order of the colour planes
 * @param scale the factor before mean and standard deviation, 1 or 255
 * @param mean one value per plane
 * @param std one positive value per plane
 * @param crop which part of aligned space the network sees
 * @param matchThreshold cosine similarity in [−1, 1] from which two faces count as the same person
 */
public record InputSpec(
        int size,
        ColourOrder order,
        double scale,
        List<Double> mean,
        List<Double> std,
        InputCrop crop,
        double matchThreshold) {

    /** A cautious threshold for recognisers nobody has calibrated yet. */
    public static final double DEFAULT_MATCH_THRESHOLD = 0.35;

    public InputSpec {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(crop, "crop");
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (size < 16 || size > 1024) {
            throw new IllegalArgumentException("size must be 16 to 1024, but is " + size);
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be positive, but is " + scale);
        }
        if (mean.size() != 3 || !mean.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("mean must be three numbers, but is " + mean);
        }
        if (std.size() != 3 || !std.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("std must be three positive numbers, but is " + std);
        }
        if (!(matchThreshold >= -1 && matchThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "the match threshold must be a cosine similarity from -1 to 1, but is " + matchThreshold);
        }
    }

    /** A convention that shows the network all of aligned space. */
    public InputSpec(
            int size, ColourOrder order, double scale, List<Double> mean, List<Double> std, double matchThreshold) {
        this(size, order, scale, mean, std, InputCrop.ALIGNED, matchThreshold);
    }

    /** InsightFace's and most of ArcFace's descendants: RGB, (x·255 − 127.5) / 127.5, 112 pixels. */
    public static InputSpec arcface() {
        return uniform(112, 255, 127.5, 127.5);
    }

    /** AdaFace: as {@link #arcface()}, but BGR. */
    public static InputSpec adaface() {
        return arcface().withOrder(ColourOrder.BGR);
    }

    /** The statistics of ImageNet on RGB in [0, 1], 112 pixels. */
    public static InputSpec imagenet() {
        return new InputSpec(
                112,
                ColourOrder.RGB,
                1,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                DEFAULT_MATCH_THRESHOLD);
    }

    /** RGB in [0, 255] as it is, 112 pixels: for networks that normalise by themselves, such as SFace. */
    public static InputSpec raw255() {
        return uniform(112, 255, 0, 1);
    }

    /** FaceNet: RGB, (x·255 − 127.5) / 128, 160 pixels. */
    public static InputSpec facenet() {
        return uniform(160, 255, 127.5, 128);
    }

    /** RGB in [0, 1] as it is, 112 pixels: for networks that normalise by themselves. */
    public static InputSpec unit() {
        return uniform(112, 1, 0, 1);
    }

    /**
     * dlib's ResNet: RGB, (x·255 − (122.782, 117.001, 104.298)) / 256, 150 pixels of {@link InputCrop#DLIB}. Its embeddings all lie close
     * together: two faces are one person from a cosine similarity of 0.91 (measured on the tune people of lfw-handed).
     */
    public static InputSpec dlib() {
        return new InputSpec(
                150,
                ColourOrder.RGB,
                255,
                List.of(122.782, 117.001, 104.298),
                List.of(256.0, 256.0, 256.0),
                InputCrop.DLIB,
                0.91);
    }

    /** Caffe's networks after ImageNet: BGR, x·255 less ImageNet's mean colour, 224 pixels. */
    public static InputSpec caffe() {
        return lessMeanColour(104.00699, 116.66877, 122.67892);
    }

    /** VGG-Face (Parkhi et al. 2015): BGR, x·255 less the mean colour of its faces, 224 pixels. */
    public static InputSpec vggface() {
        return lessMeanColour(93.5940, 104.7624, 129.1863);
    }

    /** The Caffe networks of VGGFace2 (Cao et al. 2018): BGR, x·255 less the mean colour of its faces, 224 pixels. */
    public static InputSpec vggface2() {
        return lessMeanColour(91.4953, 103.8827, 131.0912);
    }

    /**
     * The convention of a project or model family by its name, one of {@link #presets()}; upper and lower case are the same.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static InputSpec preset(String name) {
        return InputPresets.byName(name);
    }

    /** The names that {@link #preset(String)} takes, such as {@code insightface}, {@code adaface} and {@code facenet}. */
    public static Set<String> presets() {
        return InputPresets.names();
    }

    /** In words, such as {@code RGB, (x*255 - 127.5) / 127.5, 112x112}. */
    public String describe() {
        String value = scale == 1 ? "x" : "x*" + number(scale);
        boolean centred = mean.stream().anyMatch(one -> one != 0);
        boolean divided = std.stream().anyMatch(one -> one != 1);
        String shifted = centred ? value + " - " + numbers(mean) : value;
        String normalised = centred && divided ? "(" + shifted + ")" : shifted;
        return order + ", " + (divided ? normalised + " / " + numbers(std) : normalised) + ", " + size + "x" + size
                + (crop.isAligned() ? "" : ", crop " + crop);
    }

    private static String numbers(List<Double> values) {
        return values.stream().distinct().count() == 1
                ? number(values.get(0))
                : values.stream().map(InputSpec::number).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** The content of the {@code .properties} file that states this convention beside a model. */
    public String toProperties() {
        return "size=" + size + "\norder=" + order + "\nscale=" + scale + "\nmean=" + joined(mean) + "\nstd="
                + joined(std) + (crop.isAligned() ? "" : "\ncrop=" + crop) + "\nmatch.threshold=" + matchThreshold
                + "\n";
    }

    private static String joined(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    public InputSpec withSize(int newSize) {
        return new InputSpec(newSize, order, scale, mean, std, crop, matchThreshold);
    }

    public InputSpec withOrder(ColourOrder newOrder) {
        return new InputSpec(size, newOrder, scale, mean, std, crop, matchThreshold);
    }

    public InputSpec withCrop(InputCrop newCrop) {
        return new InputSpec(size, order, scale, mean, std, newCrop, matchThreshold);
    }

    public InputSpec withMatchThreshold(double newThreshold) {
        return new InputSpec(size, order, scale, mean, std, crop, newThreshold);
    }

    private static InputSpec lessMeanColour(double blue, double green, double red) {
        return new InputSpec(
                224, ColourOrder.BGR, 255, List.of(blue, green, red), List.of(1.0, 1.0, 1.0), DEFAULT_MATCH_THRESHOLD);
    }

    private static InputSpec uniform(int size, double scale, double mean, double std) {
        return new InputSpec(
                size,
                ColourOrder.RGB,
                scale,
                List.of(mean, mean, mean),
                List.of(std, std, std),
                DEFAULT_MATCH_THRESHOLD);
    }

    /** The order of the colour planes that a network takes. */
    public enum ColourOrder {
        RGB,
        BGR
    }

    /**
     * The upright square of aligned space that a network sees, as its training aligned faces. Measured in pixels of aligned space, whose own
     * square reaches from 0 to {@value AlignedFace#SIZE} in both directions. What lies outside of that square is black, as it is outside of a
     * photo. Immutable.
     *
     * @param left the left edge
     * @param top the upper edge
     * @param side width and height, 16 to 1024
     */
    public record InputCrop(double left, double top, double side) {

        /** All of aligned space: ArcFace's own crop. */
        public static final InputCrop ALIGNED = new InputCrop(0, 0, AlignedFace.SIZE);

        /**
         * dlib's face chip ({@code get_face_chip_details} with a padding of 0.25): the least-squares similarity from ArcFace's five points to the
         * centres of the eyes, the tip of the nose and the corners of the mouth in dlib's mean shape, without its rotation by 0.3 degrees. It
         * leaves out 20 pixels above and shows 12 pixels more below, which are black here.
         */
        public static final InputCrop DLIB = new InputCrop(4.74, 19.67, 104.24);

        public InputCrop {
            // No negative zeros, which differ from the others only as texts.
            left += 0.0;
            top += 0.0;
            if (!Double.isFinite(left) || !Double.isFinite(top) || !(side >= 16 && side <= 1024)) {
                throw new IllegalArgumentException(
                        "crop must have a side of 16 to 1024 pixels and finite edges, but is " + text(left, top, side));
            }
            if (Math.max(left, top) >= AlignedFace.SIZE || Math.min(left, top) <= -side) {
                throw new IllegalArgumentException("crop must show a part of the square from 0 to " + AlignedFace.SIZE
                        + ", but is " + text(left, top, side));
            }
        }

        /**
         * Aligned space with a margin on all sides.
         *
         * @param share of the side of aligned space, such as 0.1; negative for a tighter crop
         * @throws IllegalArgumentException if nothing is left, or far too much
         */
        public static InputCrop withMargin(double share) {
            return new InputCrop(
                    -share * AlignedFace.SIZE, -share * AlignedFace.SIZE, (1 + 2 * share) * AlignedFace.SIZE);
        }

        /** Whether it is {@link #ALIGNED}. */
        public boolean isAligned() {
            return equals(ALIGNED);
        }

        /** The rows of a picture of this size from the rows of aligned space, as a matrix [size, {@value AlignedFace#SIZE}] in C order. */
        public double[] rows(int size) {
            double[] matrix = new double[size * AlignedFace.SIZE];
            for (int i = 0; i < size; i++) {
                put(matrix, i, 1, AlignedFace.SIZE, top, size);
            }
            return matrix;
        }

        /** The columns of a picture of this size from the columns of aligned space, as a matrix [{@value AlignedFace#SIZE}, size] in C order. */
        public double[] columns(int size) {
            double[] matrix = new double[size * AlignedFace.SIZE];
            for (int i = 0; i < size; i++) {
                put(matrix, i, size, 1, left, size);
            }
            return matrix;
        }

        /**
         * Cuts the square out of one plane of an aligned face and resizes it.
         *
         * @param plane [{@value AlignedFace#SIZE}, {@value AlignedFace#SIZE}]
         * @return [size, size]
         */
        public float[] cut(float[] plane, int size) {
            double[] rows = rows(size);
            double[] columns = columns(size);
            float[] result = new float[size * size];
            for (int y = 0; y < size; y++) {
                for (int k = 0; k < AlignedFace.SIZE; k++) {
                    double row = rows[y * AlignedFace.SIZE + k];
                    for (int m = 0; row != 0 && m < AlignedFace.SIZE; m++) {
                        double value = row * plane[k * AlignedFace.SIZE + m];
                        for (int x = 0; x < size; x++) {
                            result[y * size + x] += (float) (value * columns[m * size + x]);
                        }
                    }
                }
            }
            return result;
        }

        /** Bilinear, with the centres of pixels at halves. */
        private void put(double[] matrix, int pixel, int inner, int outer, double start, int size) {
            double place = start + (pixel + 0.5) * side / size;
            if (place < 0 || place > AlignedFace.SIZE) {
                return;
            }
            double centre = Math.max(0, Math.min(AlignedFace.SIZE - 1, place - 0.5));
            int first = Math.min((int) centre, AlignedFace.SIZE - 2);
            double second = centre - first;
            matrix[pixel * outer + first * inner] = 1 - second;
            matrix[pixel * outer + (first + 1) * inner] = second;
        }

        /** As {@code crop=} takes it. */
        @Override
        public String toString() {
            return text(left, top, side);
        }

        private static String text(double left, double top, double side) {
            return left + "," + top + "," + side;
        }
    }
}
