package io.facecloak.onnx.mtcnn;

import io.facecloak.image.Box;
import io.facecloak.image.Face;
import io.facecloak.image.Landmarks;
import io.facecloak.image.Point;
import io.facecloak.onnx.mtcnn.AreaResampler.Part;
import io.facecloak.onnx.runtime.FloatTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

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
        List<Box> inside =
                squares.stream().filter(square -> crop(photo, square) != null).toList();
        if (inside.isEmpty()) {
            return;
        }
        int batch = Math.min(network.maximumBatch(), inside.size());
        FloatBuffer input = FloatTensor.allocateBuffer(batch * 3 * side * side);
        AreaResampler resampler = new AreaResampler();
        for (int first = 0; first < inside.size(); first += batch) {
            List<Box> boxes = inside.subList(first, Math.min(first + batch, inside.size()));
            for (int i = 0; i < boxes.size(); i++) {
                resampler.resample(crop(photo, boxes.get(i)), side, side, 0, side, input, i * 3 * side * side);
            }
            CascadeNetwork.Result result = network.run(input, boxes.size(), side, side);
            for (int i = 0; i < boxes.size(); i++) {
                if (result.score(i) > threshold) {
                    accepted.add(
                            result,
                            i,
                            new Candidate(
                                    boxes.get(i),
                                    result.score(i),
                                    offsets(result.offsets().data(), i)));
                }
            }
        }
    }

    /** The part of a square that lies in the photo; null if none does. */
    private Part crop(WorkingCopies photo, Box square) {
        int left = Math.max((int) square.left(), 1) - 1;
        int top = Math.max((int) square.top(), 1) - 1;
        int right = Math.min((int) square.right(), photo.photoWidth());
        int bottom = Math.min((int) square.bottom(), photo.photoHeight());
        if (right <= left || bottom <= top) {
            return null;
        }
        WorkingCopies.Copy copy = photo.forReduction((double) Math.min(right - left, bottom - top) / side);
        int reduction = copy.reduction();
        int copyLeft = left / reduction;
        int copyTop = top / reduction;
        return new Part(
                copy.picture(),
                copyLeft,
                copyTop,
                (right - 1) / reduction + 1 - copyLeft,
                (bottom - 1) / reduction + 1 - copyTop);
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
