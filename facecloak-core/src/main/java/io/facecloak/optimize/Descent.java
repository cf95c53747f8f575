package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.BudgetMap;
import io.facecloak.internal.optimize.Draws;
import io.facecloak.internal.optimize.FaceBatch;
import io.facecloak.internal.parallel.Lanes;
import io.facecloak.optimize.CloakOptimizer.IterationListener;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.transform.RandomTransform;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One run of the optimisation: shows faces and takes steps. */
final class Descent {

    private final int size;
    private final List<float[]> originals;
    private final RandomTransform transform;
    private final Draws draws;
    private final Perturbation perturbation;
    private final FaceBatch batch;
    private final int facesPerIteration;
    private final int facesPerBatch;
    private final int threads;

    Descent(
            OptimizerSettings settings,
            List<AlignedFace> faces,
            List<Surrogate> surrogates,
            BudgetMap budget,
            RandomGenerator random) {
        size = budget.size();
        originals = faces.stream().map(AlignedFace::toArray).toList();
        transform = RandomTransform.sequence(settings.transforms());
        facesPerIteration =
                settings.facesPerStep() == 0 ? faces.size() : Math.min(faces.size(), settings.facesPerStep());
        facesPerBatch = settings.updateRule() == UpdateRule.AVERAGED ? facesPerIteration : 1;
        threads = surrogates.stream()
                .mapToInt(surrogate -> surrogate.embedder().threads())
                .max()
                .orElseThrow();
        perturbation = new Perturbation(settings, budget, random);
        draws = new Draws(settings.drawsAtRandom() ? random.nextLong() : 0);
        batch = new FaceBatch(facesPerBatch, size, surrogates, threads);
    }

    /** One pass over the faces of an iteration, a batch at a time, with a step after each batch. */
    IterationListener.Iteration iterate(int iteration) {
        int[] chosen = chosenFaces(iteration);
        double[] losses = new double[facesPerIteration];
        float[] gradient = null;
        for (int first = 0; first < facesPerIteration; first += facesPerBatch) {
            FaceBatch.Result result = evaluate(iteration, chosen, first);
            System.arraycopy(result.losses(), 0, losses, first, facesPerBatch);
            gradient = result.gradient();
            perturbation.descend(gradient);
        }
        return perturbation.snapshot(iteration, losses, gradient);
    }

    private FaceBatch.Result evaluate(int iteration, int[] chosen, int first) {
        float[] effective = perturbation.effective();
        Lanes.run(threads, facesPerBatch, place -> {
            int face = chosen[first + place];
            // Place 0 is the choice of faces.
            batch.show(place, originals.get(face), effective, transform.sample(size, draws.at(iteration, 1 + face)));
        });
        return batch.evaluate();
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

    /** The perturbation after the last step. */
    float[] result() {
        return perturbation.effective();
    }
}
