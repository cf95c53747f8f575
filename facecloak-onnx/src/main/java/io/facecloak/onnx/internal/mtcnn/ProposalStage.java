package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.face.Box;
import io.facecloak.onnx.internal.mtcnn.AreaResampler.Part;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stage 1: P-Net slides over every level of the pyramid and proposes squares. Levels are made and judged band by band. */
final class ProposalStage {

    /** Most pixels of a band: P-Net's largest tensor is then about 4 MB. */
    static final int BAND_PIXELS = 1 << 16;

    /** Most proposals of a level and of the photo, the best ones: a bound for noise, far above any photo of people. */
    static final int MAXIMUM_PROPOSALS = 8192;

    private static final double OVERLAP_IN_LEVEL = 0.5;
    private static final double OVERLAP = 0.7;

    private final CascadeNetwork network;
    private final double threshold;

    ProposalStage(CascadeNetwork network, double threshold) {
        this.network = network;
        this.threshold = threshold;
    }

    /** The windows of some levels that P-Net takes for faces, at most {@value #MAXIMUM_PROPOSALS} of each level. */
    List<Candidate> windows(WorkingCopies photo, List<Pyramid.Level> levels) {
        FloatBuffer input = FloatTensor.allocateBuffer(3 * largestBand(levels));
        AreaResampler resampler = new AreaResampler();
        List<Candidate> windows = new ArrayList<>();
        for (Pyramid.Level level : levels) {
            windows.addAll(NonMaximumSuppression.UNION.keep(
                    best(windows(photo, level, resampler, input)), candidate -> candidate, OVERLAP_IN_LEVEL));
        }
        return windows;
    }

    /** The squares to look at more closely. */
    static List<Box> squares(List<Candidate> windows) {
        return NonMaximumSuppression.UNION.keep(best(windows), candidate -> candidate, OVERLAP).stream()
                .map(candidate -> Candidate.squared(candidate.corrected(0)))
                .toList();
    }

    private static int largestBand(List<Pyramid.Level> levels) {
        return levels.stream()
                .flatMapToInt(level ->
                        level.bands(BAND_PIXELS).stream().mapToInt(band -> (band.end() - band.start()) * level.width()))
                .max()
                .orElse(0);
    }

    private List<Candidate> windows(
            WorkingCopies photo, Pyramid.Level level, AreaResampler resampler, FloatBuffer input) {
        Part source = Part.whole(photo.forLevel(1 / level.scale()).pixels());
        List<Candidate> windows = new ArrayList<>();
        for (Pyramid.Band band : level.bands(BAND_PIXELS)) {
            resampler.resample(source, level.width(), level.height(), band.start(), band.end(), input, 0);
            collect(network.run(input, 1, band.end() - band.start(), level.width()), level, band, windows);
        }
        return windows;
    }

    private void collect(
            CascadeNetwork.Result result, Pyramid.Level level, Pyramid.Band band, List<Candidate> windows) {
        int rows = (int) result.probabilities().shape()[2];
        int columns = (int) result.probabilities().shape()[3];
        int plane = rows * columns;
        FloatBuffer probabilities = result.probabilities().data();
        FloatBuffer offsets = result.offsets().data();
        for (int cell = 0; cell < plane; cell++) {
            double score = probabilities.get(plane + cell);
            if (score >= threshold) {
                int x = cell % columns;
                int y = band.outputRow() + cell / columns;
                windows.add(new Candidate(
                        new Box(level.windowStart(x), level.windowStart(y), level.windowEnd(x), level.windowEnd(y)),
                        score,
                        new Box(
                                offsets.get(cell),
                                offsets.get(plane + cell),
                                offsets.get(2 * plane + cell),
                                offsets.get(3 * plane + cell))));
            }
        }
    }

    private static List<Candidate> best(List<Candidate> candidates) {
        return candidates.size() <= MAXIMUM_PROPOSALS
                ? candidates
                : candidates.stream()
                        .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                        .limit(MAXIMUM_PROPOSALS)
                        .toList();
    }
}
