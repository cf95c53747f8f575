package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.onnx.internal.mtcnn.AreaResampler.Part;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stages 2 and 3: R-Net, then O-Net, judge crops of the photo, in batches of bounded size. */
final class CropStage {

    private static final double OVERLAP = 0.7;

    private final CascadeNetwork network;
    private final int side;
    private final double threshold;

    CropStage(CascadeNetwork network, NetworkKind kind, double threshold) {
        this.network = network;
        this.side = kind.side();
        this.threshold = threshold;
    }

    /** Stage 2: the squares that R-Net takes for faces, moved by its offsets. */
    List<Box> refine(WorkingCopies photo, List<Box> squares) {
        List<Candidate> accepted = new ArrayList<>();
        judge(photo, squares, (result, index, candidate) -> accepted.add(candidate));
        return NonMaximumSuppression.UNION.keep(accepted, candidate -> candidate, OVERLAP).stream()
                .map(candidate -> Candidate.squared(candidate.corrected(1)))
                .toList();
    }

    /** Stage 3: the squares that O-Net takes for faces, with landmarks. */
    List<Face> locate(WorkingCopies photo, List<Box> squares) {
        List<Found> accepted = new ArrayList<>();
        judge(photo, squares, (result, index, candidate) -> {
            Landmarks landmarks = landmarks(result.landmarks().data(), index, candidate.box());
            accepted.add(new Found(
                    new Candidate(candidate.corrected(1), candidate.score(), candidate.offsets()), landmarks));
        });
        return NonMaximumSuppression.MINIMUM.keep(accepted, Found::candidate, OVERLAP).stream()
                .map(found -> new Face(
                        found.candidate().box(),
                        found.landmarks(),
                        found.candidate().score()))
                .toList();
    }

    private record Found(Candidate candidate, Landmarks landmarks) {}

    @FunctionalInterface
    private interface Accepted {
        void add(CascadeNetwork.Result result, int index, Candidate candidate);
    }

    private void judge(WorkingCopies photo, List<Box> squares, Accepted accepted) {
        List<Crop> crops = squares.stream()
                .map(square -> crop(photo, square))
                .flatMap(Optional::stream)
                .toList();
        if (crops.isEmpty()) {
            return;
        }
        int batch = Math.min(network.maximumBatch(), crops.size());
        FloatBuffer input = FloatTensor.allocateBuffer(batch * 3 * side * side);
        AreaResampler resampler = new AreaResampler();
        for (int first = 0; first < crops.size(); first += batch) {
            List<Crop> judged = crops.subList(first, Math.min(first + batch, crops.size()));
            for (int i = 0; i < judged.size(); i++) {
                resampler.resample(judged.get(i).part(), side, side, 0, side, input, i * 3 * side * side);
            }
            CascadeNetwork.Result result = network.run(input, judged.size(), side, side);
            for (int i = 0; i < judged.size(); i++) {
                if (result.score(i) > threshold) {
                    accepted.add(
                            result,
                            i,
                            new Candidate(
                                    judged.get(i).box(),
                                    result.score(i),
                                    offsets(result.offsets().data(), i)));
                }
            }
        }
    }

    /**
     * What the network sees of a square.
     *
     * @param part the part of the square that lies in the photo, to whole pixels of the copy that is read
     * @param box the square, moved at each side as far as whole pixels moved the part
     */
    private record Crop(Part part, Box box) {}

    /** Empty if no part of the square lies in the photo. */
    private Optional<Crop> crop(WorkingCopies photo, Box square) {
        int left = Math.max((int) square.left(), 1) - 1;
        int top = Math.max((int) square.top(), 1) - 1;
        int right = Math.min((int) square.right(), photo.photoWidth());
        int bottom = Math.min((int) square.bottom(), photo.photoHeight());
        if (right <= left || bottom <= top) {
            return Optional.empty();
        }
        WorkingCopies.Copy copy = photo.forPart((double) Math.min(right - left, bottom - top) / side);
        int reduction = copy.reduction();
        int copyLeft = left / reduction;
        int copyTop = top / reduction;
        int copyRight = (right - 1) / reduction + 1;
        int copyBottom = (bottom - 1) / reduction + 1;
        Part part = new Part(copy.pixels(), copyLeft, copyTop, copyRight - copyLeft, copyBottom - copyTop);
        return Optional.of(new Crop(
                part,
                new Box(
                        square.left() + (copyLeft * reduction - left),
                        square.top() + (copyTop * reduction - top),
                        square.right() + (Math.min(copyRight * reduction, photo.photoWidth()) - right),
                        square.bottom() + (Math.min(copyBottom * reduction, photo.photoHeight()) - bottom))));
    }

    private static Box offsets(FloatBuffer values, int index) {
        return new Box(
                values.get(4 * index), values.get(4 * index + 1), values.get(4 * index + 2), values.get(4 * index + 3));
    }

    private static Landmarks landmarks(FloatBuffer values, int index, Box box) {
        Point[] points = new Point[5];
        for (int i = 0; i < points.length; i++) {
            points[i] = new Point(
                    box.left() - 1 + values.get(10 * index + i) * (box.width() + 1),
                    box.top() - 1 + values.get(10 * index + 5 + i) * (box.height() + 1));
        }
        return new Landmarks(points[0], points[1], points[2], points[3], points[4]);
    }
}
