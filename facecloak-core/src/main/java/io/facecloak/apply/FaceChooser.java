package io.facecloak.apply;

import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Decides which faces get the cloak. Immutable and thread-safe. */
final class FaceChooser {

    private final FacePolicy policy;
    private final int maxFaces;
    private final Optional<PersonMatcher> matcher;

    /** @param matcher needed for {@link FacePolicy#MATCH} */
    FaceChooser(FacePolicy policy, int maxFaces, Optional<PersonMatcher> matcher) {
        this.policy = policy;
        this.maxFaces = maxFaces;
        this.matcher = matcher;
    }

    /** @param view the photo as models see it */
    List<FaceOutcome> choose(List<Face> faces, BufferedImage view) {
        FaceOutcome[] outcomes = new FaceOutcome[faces.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] =
                    new FaceOutcome(faces.get(i), obstacle(faces.get(i), view).orElse(Decision.CLOAKED));
        }
        // By index, since equal faces can occur twice.
        List<Integer> largestFirst = IntStream.range(0, outcomes.length)
                .filter(i -> outcomes[i].decision() == Decision.CLOAKED)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -faces.get(i).box().area()))
                .toList();
        List<Integer> candidates = largestFirst.subList(0, Math.min(maxFaces, largestFirst.size()));
        for (int i : largestFirst.subList(candidates.size(), largestFirst.size())) {
            outcomes[i] = new FaceOutcome(faces.get(i), Decision.TOO_MANY);
        }
        switch (policy) {
            case MATCH -> match(faces, candidates, view, outcomes);
            case LARGEST -> {
                for (int i : candidates.subList(Math.min(1, candidates.size()), candidates.size())) {
                    outcomes[i] = new FaceOutcome(faces.get(i), Decision.NOT_LARGEST);
                }
            }
            case ALL -> {}
        }
        return List.of(outcomes);
    }

    /** Why a face cannot be cloaked, whoever it is. */
    private static Optional<Decision> obstacle(Face face, BufferedImage view) {
        if (!FaceSquare.isLargeEnough(face.landmarks())) {
            return Optional.of(Decision.TOO_SMALL);
        }
        return FaceSquare.of(face.landmarks(), 0, view.getWidth(), view.getHeight())
                        .isOutside()
                ? Optional.of(Decision.OUTSIDE)
                : Optional.empty();
    }

    private void match(List<Face> faces, List<Integer> candidates, BufferedImage view, FaceOutcome[] outcomes) {
        List<PersonMatcher.Likeness> likenesses = matcher.orElseThrow()
                .compare(candidates.stream()
                        .map(i -> FaceAligner.align(view, faces.get(i).landmarks()))
                        .toList());
        for (int k = 0; k < candidates.size(); k++) {
            int i = candidates.get(k);
            Decision decision = likenesses.get(k).matches() ? Decision.CLOAKED : Decision.OTHER_PERSON;
            outcomes[i] = new FaceOutcome(
                    faces.get(i), decision, OptionalDouble.of(likenesses.get(k).cosine()), OptionalDouble.empty());
        }
    }
}
