package io.facecloak.onnx.internal.recogniser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.internal.recogniser.ConventionTrial.Result;
import io.facecloak.onnx.internal.recogniser.InputConvention.Origin;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real recognisers under names that say nothing, or the wrong thing. */
class ConventionTrialTest {

    @TempDir
    Path folder;

    private Path copy(String recogniser, String name) throws IOException {
        return Files.copy(Shared.path("models/recognisers/" + recogniser + ".onnx"), folder.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobileface-v2", "mobileface-v3"})
    void facesCorrectAMisleadingName(String recogniser) throws IOException {
        Path model = copy(recogniser, "adaface-clone.onnx");
        assertEquals(InputSpec.adaface(), InputConventions.of(model).spec());

        ConventionTrial trial = ConventionTrial.run(model, AlignedPairs.of(10), Device.cpu(1));

        assertEquals(Origin.FACES, trial.convention().origin());
        assertEquals(InputSpec.raw255(), trial.convention().spec());
        assertEquals(InputSpec.raw255(), trial.results().get(0).spec());
        assertTrue(trial.results().get(0).area() > 0.95, () -> trial.toString());
        assertTrue(trial.convention().explanation().contains("20 pairs"), () -> trial.toString());
        // Pixels in [0, 1] look all alike to a network that divides by 128.
        assertTrue(trial.results().stream()
                .filter(result -> result.spec().equals(InputSpec.unit()))
                .allMatch(result -> result.separation() < trial.results().get(0).separation() / 2));
    }

    /** Recognisers whose similarities are all high are as good as others that sort alike. */
    @Test
    void theScaleOfSimilaritiesDoesNotCount() {
        double[] same = {0.9, 0.5, 0.7};
        double[] different = {0.1, 0.6, 0.2, 0.3};
        Result wide = Result.of(InputSpec.arcface(), same, different);
        Result narrow = Result.of(InputSpec.arcface(), squeezed(same), squeezed(different));
        assertEquals(11 / 12.0, wide.area(), 1e-12);
        assertEquals(wide.area(), narrow.area());
        assertEquals(wide.separation(), narrow.separation(), 1e-9);
        assertTrue(narrow.same() - narrow.different() < 0.01);
        assertEquals(
                0.5,
                Result.of(InputSpec.arcface(), new double[] {1}, new double[] {1})
                        .area());
        assertEquals(
                0,
                Result.of(InputSpec.arcface(), new double[] {1}, new double[] {0})
                        .separation());
    }

    private static double[] squeezed(double[] similarities) {
        return Arrays.stream(similarities).map(x -> 0.95 + x / 100).toArray();
    }

    /** This one separates nearly as well with ArcFace's convention as with its own. */
    @Test
    void amongEqualsTheMorePlausibleIsTaken() throws IOException {
        List<FacePair> pairs = AlignedPairs.of(10);
        ConventionTrial unknown =
                ConventionTrial.run(copy("mobilefacenet-foamliu", "someone.onnx"), pairs, Device.cpu(1));
        ConventionTrial known =
                ConventionTrial.run(copy("mobilefacenet-foamliu", "mobilefacenet-foamliu.onnx"), pairs, Device.cpu(1));
        assertEquals(InputSpec.arcface(), unknown.convention().spec());
        assertEquals(InputSpec.imagenet(), known.convention().spec());
        assertTrue(known.convention().explanation().contains("most plausible"), () -> known.toString());
    }

    @Test
    void whatTheFileBesideTheModelStatesWins() throws IOException {
        Path model = copy("mobileface-v2", "stated.onnx");
        Files.writeString(folder.resolve("stated.properties"), "preset=facenet\nsize=112\n");
        ConventionTrial trial = ConventionTrial.run(model, AlignedPairs.of(10), Device.cpu(1));
        assertEquals(Origin.FILE, trial.convention().origin());
        assertEquals(InputSpec.facenet().withSize(112), trial.convention().spec());
        assertTrue(
                trial.convention().explanation().contains("separates the given faces better"), () -> trial.toString());
        assertEquals(InputSpec.raw255(), trial.results().get(0).spec());
    }

    @Test
    void needsPairsOfBothKinds() {
        AlignedFace face = AlignedFace.of(112, new float[3 * 112 * 112]);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ConventionTrial.run(
                        folder.resolve("any.onnx"), List.of(FacePair.same(face, face)), Device.cpu(1)));
        assertTrue(e.getMessage().contains("1 and 0"), e.getMessage());
        AlignedFace small = AlignedFace.of(8, new float[3 * 64]);
        assertThrows(IllegalArgumentException.class, () -> FacePair.different(face, small));
    }
}
