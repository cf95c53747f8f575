package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.BudgetMap;
import io.facecloak.internal.parallel.Lanes;
import io.facecloak.transform.RandomTransform;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One run of the optimisation: shows faces, takes steps, and knows what came of it. */
final class Descent {

    /** Faces that the similarity is measured on: enough for a mean, few enough for every step. */
    private static final int MEASURED_FACES = 3;

    private final OptimizerSettings settings;
    private final List<float[]> originals;
    private final List<Surrogate> surrogates;
    private final RandomTransform transform;
    private final Draws draws;
    private final Perturbation perturbation;
    private final Direction direction;
    private final FaceBatch batch;
    private final int facesPerIteration;
    private final int facesPerBatch;
    private final int threads;
    private final Optional<HeldOutFaces> heldOut;

    Descent(
            OptimizerSettings settings,
            List<AlignedFace> faces,
            List<Surrogate> surrogates,
            BudgetMap budget,
            RandomGenerator random) {
        this.settings = settings;
        this.surrogates = surrogates;
        threads = surrogates.stream()
                .mapToInt(surrogate -> surrogate.embedder().threads())
                .max()
                .orElseThrow();
        Expectation expectation = settings.expectation();
        originals = faces.stream().map(AlignedFace::toArray).toList();
        transform = RandomTransform.sequence(expectation.transforms());
        facesPerIteration =
                expectation.facesPerStep() == 0 ? faces.size() : Math.min(faces.size(), expectation.facesPerStep());
        facesPerBatch = settings.updateRule() == UpdateRule.AVERAGED ? facesPerIteration : 1;
        boolean masked = settings.conditioning().stepRule() == StepRule.MASKED;
        Optional<SimilarityMeasure> similarity =
                masked || settings.visibility().minSimilarity().isPresent()
                        ? Optional.of(new SimilarityMeasure(measured(faces), threads))
                        : Optional.empty();
        Projection projection = new Projection(settings.visibility(), budget, similarity);
        direction = new Direction(
                settings.conditioning(),
                projection,
                similarity.filter(measure -> masked).map(SimilarityMeasure::tolerance));
        perturbation = new Perturbation(settings, projection, random);
        draws = new Draws(settings.drawsAtRandom() ? random.nextLong() : 0);
        batch = new FaceBatch(facesPerBatch * expectation.draws(), budget.size(), surrogates, threads);
        heldOut = settings.holdOut().map(held -> new HeldOutFaces(held, faces, transform, surrogates, draws));
    }

    /** The last faces, evenly spread: the seeds come last. */
    private static List<AlignedFace> measured(List<AlignedFace> faces) {
        int count = Math.min(MEASURED_FACES, faces.size());
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> faces.get(faces.size() * i / count - 1))
                .toList();
    }

    /** One pass over the faces of an iteration, a batch at a time, with a step after each batch. */
    IterationListener.Iteration iterate(int iteration) {
        int[] chosen = chosenFaces(iteration);
        int shown = settings.expectation().draws();
        double[] losses = new double[facesPerIteration];
        float[] gradient = null;
        for (int first = 0; first < facesPerIteration; first += facesPerBatch) {
            // Counts from 1 as the iterations do; place 0 is the choice of faces.
            int step = iteration;
            int from = first;
            float stepSize =
                    (float) (settings.step() * settings.schedule().factor(iteration - 1, settings.iterations()));
            float[] point = direction.evaluationPoint(perturbation, stepSize);
            FaceBatch.Result result = evaluate(step, chosen, from, point);
            for (int n = 0; n < result.losses().length; n++) {
                losses[first + n / shown] += result.losses()[n] / shown;
            }
            gradient = result.gradient();
            float[] way = direction.of(
                    gradient,
                    point,
                    neighbour -> evaluate(step, chosen, from, neighbour).gradient(),
                    draws.at(step, -1 - from));
            perturbation.descend(way, settings.conditioning().stepRule() == StepRule.SIGN, stepSize);
        }
        return perturbation.snapshot(iteration, losses, gradient);
    }

    private FaceBatch.Result evaluate(int step, int[] chosen, int first, float[] point) {
        int shown = settings.expectation().draws();
        int size = (int) Math.round(Math.sqrt(point.length / (double) AlignedFace.CHANNELS));
        Lanes.run(threads, facesPerBatch * shown, place -> {
            int face = chosen[first + place / shown];
            int draw = face * shown + place % shown;
            batch.show(place, originals.get(face), point, transform.sample(size, draws.at(step, 1 + draw)));
        });
        SurrogateMixing mixing = settings.conditioning().mixing();
        if (mixing == SurrogateMixing.RANDOM) {
            return batch.evaluate(true, draws.at(step, -1_000_000 - first).nextInt(surrogates.size()));
        }
        return batch.evaluate(
                mixing == SurrogateMixing.NORMALISED,
                IntStream.range(0, surrogates.size()).toArray());
    }

    /** The faces of an iteration in ascending order; without repetition. */
    private int[] chosenFaces(int iteration) {
        int[] faces = IntStream.range(0, originals.size()).toArray();
        if (facesPerIteration < faces.length) {
            RandomGenerator random = draws.at(iteration, 0);
            for (int i = 0; i < facesPerIteration; i++) {
                int j = i + random.nextInt(faces.length - i);
                int face = faces[j];
                faces[j] = faces[i];
                faces[i] = face;
            }
        }
        return IntStream.of(faces).limit(facesPerIteration).sorted().toArray();
    }

    /** Looks at the held-out draws if it is time to; true if learning may end. */
    boolean isDone(int iteration) {
        return heldOut.isPresent()
                && heldOut.get().isDue(iteration, settings.iterations())
                && heldOut.get().look(perturbation.effective());
    }

    /** The best perturbation on the held-out draws or, without them, the last one. */
    float[] result() {
        return heldOut.map(HeldOutFaces::best).orElseGet(perturbation::effective);
    }
}
