package io.facecloak.optimize;

import io.facecloak.transform.RandomTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * What the mean gradient of a step is taken over (expectation over transformations). Immutable and thread-safe. The draws of a step
 * depend on the random seed, the step and their place alone, so that runs with other options meet the same ones.
 *
 * @param transforms changes of every face that is shown, in this order; none: the faces as they are
 * @param draws how often each face is shown per step, each time changed anew; in 1..64
 * @param facesPerStep how many faces, drawn without repetition, a step shows; 0 for all. With {@link UpdateRule#SEQUENTIAL}, how many
 *     faces an iteration passes over
 */
public record Expectation(List<RandomTransform> transforms, int draws, int facesPerStep) {

    /** Every face once, as it is. */
    public static final Expectation NONE = new Expectation(List.of(), 1, 0);

    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Expectation {
        transforms = List.copyOf(transforms);
        if (draws < 1 || draws > 64) {
            throw new IllegalArgumentException("draws must be in 1..64, but is " + draws);
        }
        if (facesPerStep < 0) {
            throw new IllegalArgumentException("facesPerStep must not be negative, but is " + facesPerStep);
        }
    }

    /** Other transforms, the same numbers. */
    public Expectation withTransforms(RandomTransform... newTransforms) {
        return new Expectation(List.of(newTransforms), draws, facesPerStep);
    }

    public Expectation withDraws(int newDraws) {
        return new Expectation(transforms, newDraws, facesPerStep);
    }

    public Expectation withFacesPerStep(int newFacesPerStep) {
        return new Expectation(transforms, draws, newFacesPerStep);
    }

    /** This jitter in the place of the one there is, else last: misalignment happens when the face is found. */
    Expectation withJitter(AlignmentJitter jitter) {
        List<RandomTransform> changed = new ArrayList<>(withoutJitter().transforms);
        int place = transforms.size() == changed.size() ? changed.size() : jitterPlace();
        changed.add(place, jitter);
        return new Expectation(changed, draws, facesPerStep);
    }

    Expectation withoutJitter() {
        return new Expectation(
                transforms.stream()
                        .filter(transform -> !(transform instanceof AlignmentJitter))
                        .toList(),
                draws,
                facesPerStep);
    }

    private int jitterPlace() {
        int place = 0;
        while (!(transforms.get(place) instanceof AlignmentJitter)) {
            place++;
        }
        return place;
    }
}
