package io.facecloak.onnx.arc2face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.facecloak.onnx.arc2face.Arc2FaceOptions.FinalSigma;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against trajectories of the diffusers schedulers, with the tolerances that the golden file advises. */
class DpmSolverTest {

    private static JsonObject golden;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream packed = DpmSolverTest.class.getResourceAsStream("/arc2face/dpm_solver_golden.json.gz");
                Reader reader = new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8)) {
            golden = new Gson().fromJson(reader, JsonObject.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SIGMA_MIN, 10", "SIGMA_MIN, 25", "SIGMA_MIN, 50",
        "ZERO, 10", "ZERO, 25", "ZERO, 50"
    })
    void followsTheReferenceStepByStep(FinalSigma finalSigma, int steps) {
        JsonObject run = run(finalSigma, steps);
        DpmSolver solver = new DpmSolver(steps, finalSigma);
        assertEquals(steps, solver.steps());
        double[] timesteps = doubles(run.getAsJsonArray("timesteps"));
        double[] orders = doubles(run.getAsJsonArray("order_per_step"));
        double[] sigmas32 = doubles(run.getAsJsonArray("sigmas_float32"));
        double[] sigmas64 = doubles(run.getAsJsonArray("sigmas_float64"));
        assertRelative(sigmas32[steps], solver.sigma(steps), 2e-5);
        assertRelative(sigmas64[steps], solver.sigma(steps), 1e-12);

        JsonArray latents32 = run.getAsJsonArray("latents_float32");
        JsonArray latents64 = run.getAsJsonArray("latents_float64");
        DpmSolver.Trajectory trajectory = solver.start(initialLatent());
        for (int k = 0; k < steps; k++) {
            assertEquals(timesteps[k], solver.timestep(k));
            assertEquals(timesteps[k], trajectory.timestep());
            assertEquals(orders[k], solver.order(k), "order of step " + k);
            assertRelative(sigmas32[k], solver.sigma(k), 2e-5);
            assertRelative(sigmas64[k], solver.sigma(k), 1e-12);
            trajectory.advance(stubNoise(trajectory.latent(), trajectory.timestep()));
            assertArrayEquals(doubles(latents32.get(k).getAsJsonArray()), trajectory.latent(), 2e-5, "step " + k);
            if (latents64 != null) {
                assertArrayEquals(doubles(latents64.get(k).getAsJsonArray()), trajectory.latent(), 1e-10);
            }
        }
        if (run.has("final_latent_float64")) {
            assertArrayEquals(doubles(run.getAsJsonArray("final_latent_float64")), trajectory.latent(), 1e-10, "final");
        }
        assertTrue(trajectory.isFinished());
        assertThrows(IllegalStateException.class, () -> trajectory.advance(new double[256]));
    }

    @Test
    void withoutFinalNoiseTheLastStepIsThePredictedCleanLatent() {
        DpmSolver solver = new DpmSolver(20, FinalSigma.ZERO);
        DpmSolver.Trajectory trajectory = solver.start(new double[] {1.5, -0.5});
        for (int k = 0; k < 19; k++) {
            trajectory.advance(stubNoise(trajectory.latent(), trajectory.timestep()));
        }
        double[] before = trajectory.latent().clone();
        double[] noise = stubNoise(before, trajectory.timestep());
        trajectory.advance(noise);
        double sigma = solver.sigma(19);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    before[i] * Math.sqrt(1 + sigma * sigma) - sigma * noise[i],
                    trajectory.latent()[i],
                    1e-12);
        }
    }

    @Test
    void takesAnyNumberOfStepsThatTheTrainingHas() {
        for (int steps : new int[] {1, 2, 6, 999}) {
            DpmSolver solver = new DpmSolver(steps, FinalSigma.SIGMA_MIN);
            assertEquals(999, solver.timestep(0));
            DpmSolver.Trajectory trajectory = solver.start(new double[] {0.7});
            while (!trajectory.isFinished()) {
                trajectory.advance(stubNoise(trajectory.latent(), trajectory.timestep()));
            }
            assertTrue(Double.isFinite(trajectory.latent()[0]));
        }
        // NumPy rounds halves to even: 166.5 is 166.
        assertEquals(166, new DpmSolver(6, FinalSigma.ZERO).timestep(5));
        assertThrows(IllegalArgumentException.class, () -> new DpmSolver(0, FinalSigma.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new DpmSolver(1000, FinalSigma.ZERO));
    }

    private static JsonObject run(FinalSigma finalSigma, int steps) {
        String variant = finalSigma == FinalSigma.ZERO ? "dpmpp2m_zero" : "dpmpp2m_sigma_min";
        return golden.getAsJsonObject("variants")
                .getAsJsonObject(variant)
                .getAsJsonObject("runs")
                .getAsJsonObject(Integer.toString(steps));
    }

    /** Nine digits stand for a float32 value, which the double-precision runs started from. */
    private static double[] initialLatent() {
        double[] latent = doubles(golden.getAsJsonArray("initial_latent"));
        for (int i = 0; i < latent.length; i++) {
            latent[i] = (float) latent[i];
        }
        return latent;
    }

    /** The golden file's model, element by element. */
    private static double[] stubNoise(double[] latent, int timestep) {
        JsonObject model = golden.getAsJsonObject("model");
        double a = model.get("a").getAsDouble();
        double shift = model.get("b").getAsDouble() * Math.sin(timestep / 100.0)
                + model.get("c").getAsDouble();
        double[] noise = new double[latent.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = a * latent[i] + shift;
        }
        return noise;
    }

    private static void assertRelative(double expected, double actual, double tolerance) {
        assertEquals(expected, actual, Math.abs(expected) * tolerance);
    }

    private static double[] doubles(JsonArray array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).getAsDouble();
        }
        return values;
    }
}
