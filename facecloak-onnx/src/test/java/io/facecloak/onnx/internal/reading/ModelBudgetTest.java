package io.facecloak.onnx.internal.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.MtcnnDetector;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.inspect.ModelInspector;
import io.facecloak.onnx.internal.recogniser.ConventionTrial;
import io.facecloak.onnx.internal.recogniser.FacePair;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Whatever reads a model spends its budget, and says by name that it is spent. */
class ModelBudgetTest {

    @TempDir
    private Path folder;

    @AfterEach
    void clear() {
        System.clearProperty(ModelBudget.PROPERTY);
    }

    private static void nothingIsLeft() {
        System.setProperty(ModelBudget.PROPERTY, "0");
    }

    private static void burnUntilInterrupted() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static void assertSpent(Object name, Executable work) {
        ModelException e = assertThrows(ModelException.class, work);
        assertTrue(e.getMessage().contains(name.toString()), e.getMessage());
        assertTrue(e.getMessage().contains("takes more than 0 seconds"), e.getMessage());
        assertTrue(e.getMessage().length() <= 500, e.getMessage());
    }

    @Test
    void resultsThatComeTooLateAreClosed() throws Exception {
        nothingIsLeft();
        CountDownLatch closed = new CountDownLatch(1);
        assertSpent(
                "endless",
                () -> ModelBudget.spend("endless", () -> {
                    burnUntilInterrupted();
                    return (AutoCloseable) closed::countDown;
                }));
        closed.await();
    }

    @Test
    void stepsShareTheBudgetOfTheOutermost() {
        nothingIsLeft();
        assertSpent(
                "outer",
                () -> ModelBudget.spend(
                        "outer",
                        () -> ModelBudget.spend("inner", 1000, () -> {
                            burnUntilInterrupted();
                            return 1;
                        })));
        AtomicReference<Thread> outer = new AtomicReference<>();
        assertSame(
                ModelBudget.spend("outer", 1000, () -> {
                    outer.set(Thread.currentThread());
                    return ModelBudget.spend("inner", Thread::currentThread);
                }),
                outer.get());
    }

    @Test
    void memoryAndDepthAreToldByName() {
        ModelException memory = assertThrows(
                ModelException.class,
                () -> ModelBudget.spend("large", () -> {
                    throw new OutOfMemoryError();
                }));
        assertTrue(memory.getMessage().startsWith("the model large needs more memory"), memory.getMessage());
        ModelException depth = assertThrows(
                ModelException.class,
                () -> ModelBudget.spend("deep", () -> {
                    throw new StackOverflowError();
                }));
        assertEquals("the model deep is nested too deeply: take another model", depth.getMessage());
    }

    @Test
    void everyReaderSpendsIt() throws IOException {
        Path model = Files.write(
                folder.resolve("pnet.onnx"), TinyModels.chain(20_000).toByteArray());
        AlignedFace face =
                AlignedFace.of(AlignedFace.SIZE, new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE]);
        List<FacePair> pairs = List.of(new FacePair(face, face, true), new FacePair(face, face, false));
        Device device = Device.cpu(1);
        nothingIsLeft();
        assertSpent(model, () -> OnnxEmbedder.open(model, device).close());
        assertSpent(model, () -> ConventionTrial.run(model, pairs, device));
        assertSpent(model, () -> LayerActivations.open(model, device).close());
        assertSpent(model, () -> ModelInspector.inspect(model));
        for (String other : List.of("rnet.onnx", "onet.onnx")) {
            Files.copy(model, folder.resolve(other));
        }
        try (MtcnnDetector detector = MtcnnDetector.open(folder, device)) {
            assertSpent(model, detector::prepare);
        }
    }
}
