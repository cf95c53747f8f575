package io.facecloak.internal.apply;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Decides which faces get the cloak. Immutable and thread-safe. */
final class FaceChooser {

    /** How many times as large as every other face the main face is, measured by the areas of their boxes. */
    private static final double MAIN = 2;

    private final FacePolicy policy;
    private final int maxFaces;
    private final Optional<PersonMatcher> matcher;

    /** @param matcher needed for policies that {@linkplain FacePolicy#matches match} */
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
        if (policy == FacePolicy.LARGEST) {
            for (int i : largestFirst.subList(Math.min(1, largestFirst.size()), largestFirst.size())) {
                outcomes[i] = new FaceOutcome(faces.get(i), Decision.NOT_LARGEST);
            }
            return List.of(outcomes);
        }
        List<Integer> candidates = largestFirst.subList(0, Math.min(maxFaces, largestFirst.size()));
        for (int i : largestFirst.subList(candidates.size(), largestFirst.size())) {
            outcomes[i] = new FaceOutcome(faces.get(i), Decision.TOO_MANY);
        }
        switch (policy) {
            case MATCH -> match(faces, candidates, view, outcomes);
            case MATCH_OR_MAIN -> {
                match(faces, candidates, view, outcomes);
                boolean found = candidates.stream().anyMatch(i -> outcomes[i].decision() == Decision.CLOAKED);
                if (!found && hasMain(faces, largestFirst)) {
                    FaceOutcome main = outcomes[largestFirst.get(0)];
                    outcomes[largestFirst.get(0)] =
                            new FaceOutcome(main.face(), Decision.CLOAKED, main.similarity(), OptionalDouble.empty());
                }
            }
            case LARGEST, ALL -> {}
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

    private static boolean hasMain(List<Face> faces, List<Integer> largestFirst) {
        if (largestFirst.size() < 2) {
            return !largestFirst.isEmpty();
        }
        double largest = faces.get(largestFirst.get(0)).box().area();
        return largest >= MAIN * faces.get(largestFirst.get(1)).box().area();
    }

    private void match(List<Face> faces, List<Integer> candidates, BufferedImage view, FaceOutcome[] outcomes) {
        List<PersonMatcher.Likeness> likenesses = matcher.orElseThrow()
                .compare(candidates.stream()
                        .map(i -> FaceAligner.align(view, faces.get(i).landmarks()))
                        .toList());
        boolean found = likenesses.stream().anyMatch(PersonMatcher.Likeness::matches);
        for (int k = 0; k < candidates.size(); k++) {
            int i = candidates.get(k);
            Decision decision = decision(likenesses.get(k), found);
            outcomes[i] = new FaceOutcome(
                    faces.get(i), decision, OptionalDouble.of(likenesses.get(k).cosine()), OptionalDouble.empty());
        }
    }

    /** @param found whether a face of the photo matches: nobody is in it twice, so that those who come close are others */
    private static Decision decision(PersonMatcher.Likeness likeness, boolean found) {
        if (likeness.matches()) {
            return Decision.CLOAKED;
        }
        return likeness.nearlyMatches() && !found ? Decision.PERHAPS_PERSON : Decision.OTHER_PERSON;
    }
}
