package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.internal.storage.FileStamp;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.recogniser.RecogniserFile;
import io.facecloak.onnx.internal.recogniser.RecogniserFile.Reading;
import io.facecloak.onnx.internal.recogniser.RecogniserIdentity;
import io.facecloak.onnx.internal.runtime.GraphCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recognisers that are opened a second time. */
class CachedRecogniserTest {

    private static final Device CPU = Device.cpu(1);
    private static final InputSpec SPEC = InputSpec.arcface();

    /** Late enough for the files of this test to count as settled. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

    private static final float[] FACE = face();

    @TempDir
    private Path folder;

    private Path model;

    private static float[] face() {
        Random random = new Random(1);
        float[] values = new float[3 * AlignedFace.SIZE * AlignedFace.SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.write(folder.resolve("tiny.onnx"), TinyRecogniser.bytes());
    }

    private GraphCache cache() {
        return GraphCache.in(folder.resolve("graphs"), 1 << 20);
    }

    private OnnxEmbedder open() {
        return OnnxEmbedder.open(model, SPEC, CPU, cache(), LATER);
    }

    private Optional<RecogniserIdentity> remembered() {
        return new RecogniserFile(model, SPEC, cache(), LATER).recall();
    }

    private static float[] gradient(OnnxEmbedder embedder) {
        float[][] cotangents = new float[1][embedder.dimension()];
        cotangents[0][3] = 1;
        FloatBuffer gradient = FloatBuffer.allocate(FACE.length);
        embedder.embedWithGradient(FloatBuffer.wrap(FACE), cotangents, gradient);
        return gradient.array();
    }

    private static float[] embedding(OnnxEmbedder embedder) {
        return embedder.embed(AlignedFace.of(AlignedFace.SIZE, FACE));
    }

    /** The same network with one other weight. */
    private static ModelProto changed() {
        ModelProto.Builder changed = TinyRecogniser.model(-1, AlignedFace.SIZE, new long[] {0, -1}).toBuilder();
        TensorProto.Builder tensor = changed.getGraphBuilder().getInitializerBuilder(0);
        double[] values = Tensors.values(tensor.build());
        values[0] += 1;
        long[] shape = Tensors.shape(tensor.build());
        changed.getGraphBuilder()
                .setInitializer(0, Tensors.reals(tensor.getName(), TensorProto.DataType.FLOAT, values, shape));
        return changed.build();
    }

    private List<Path> graphs() throws IOException {
        return files("graph.onnx");
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("graphs"))) {
            return files.filter(file -> file.endsWith(name)).toList();
        }
    }

    @Test
    void itIsTheSameRecogniser() throws IOException {
        float[] embedding;
        float[] gradient;
        String fingerprint;
        try (OnnxEmbedder first = open()) {
            embedding = embedding(first);
            gradient = gradient(first);
            fingerprint = first.fingerprint();
        }
        try (OnnxEmbedder second = open();
                OnnxEmbedder plain = OnnxEmbedder.open(model, SPEC, CPU, GraphCache.none())) {
            assertEquals(TinyRecogniser.DIMENSION, second.dimension());
            assertEquals(fingerprint, second.fingerprint());
            assertArrayEquals(embedding, embedding(second));
            assertArrayEquals(gradient, gradient(second));

            assertEquals(fingerprint, plain.fingerprint());
            assertArrayEquals(embedding, embedding(plain), 1e-6f);
            assertArrayEquals(gradient, gradient(plain), 1e-5f);
        }
        assertEquals(2, graphs().size());
    }

    @Test
    void anUnchangedFileIsNotRead() throws IOException {
        open().close();
        RecogniserIdentity identity = remembered().orElseThrow();
        RecogniserFile file = new RecogniserFile(model, SPEC, cache(), LATER);
        ModelProto network = file.read().network();
        // What is no model at all shall look from outside as if it were the one that was read.
        Files.write(model, new byte[100]);
        assertEquals(Optional.empty(), remembered());
        String stamp = FileStamp.of(model).toString();
        file.remember(new Reading(network, Optional.of(Map.of("tiny.onnx", stamp))), identity);

        try (OnnxEmbedder embedder = open()) {
            assertEquals(identity.fingerprint(), embedder.fingerprint());
            assertEquals(TinyRecogniser.DIMENSION, embedding(embedder).length);
            ModelException e = assertThrows(ModelException.class, () -> gradient(embedder));
            assertTrue(e.getMessage().contains("tiny.onnx"), e.getMessage());
        }
    }

    /** Also if size and time are those of the file before. */
    @Test
    void aReplacedFileIsAnotherRecogniser() throws IOException {
        FileTime time = Files.getLastModifiedTime(model);
        String fingerprint;
        float[] embedding;
        try (OnnxEmbedder first = open()) {
            fingerprint = first.fingerprint();
            embedding = embedding(first);
        }
        byte[] original = Files.readAllBytes(model);
        Files.write(model, changed().toByteArray());
        assertEquals(original.length, Files.size(model));
        if (model.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setLastModifiedTime(model, time);
        }
        for (int i = 0; i < 2; i++) {
            try (OnnxEmbedder second = open()) {
                assertNotEquals(fingerprint, second.fingerprint());
                assertFalse(Arrays.equals(embedding, embedding(second)));
            }
        }
        Files.write(model, original);
        try (OnnxEmbedder third = open()) {
            assertEquals(fingerprint, third.fingerprint());
            assertArrayEquals(embedding, embedding(third));
        }
        assertEquals(2, graphs().size());
    }

    @Test
    void aFileThatWasJustWrittenIsNotRemembered() {
        OnnxEmbedder.open(model, SPEC, CPU, cache(), Clock.systemUTC()).close();
        assertEquals(Optional.empty(), remembered());
        open().close();
        assertTrue(remembered().isPresent());
    }

    @Test
    void weightsInAnotherFileCount() throws IOException {
        Path weights = folder.resolve("tiny.weights");
        ModelProto network = TinyRecogniser.model(-1, AlignedFace.SIZE, new long[] {0, -1});
        Files.write(model, withWeightsIn(weights, network).toByteArray());
        String fingerprint;
        try (OnnxEmbedder first = open()) {
            fingerprint = first.fingerprint();
        }
        assertTrue(remembered().isPresent());
        withWeightsIn(weights, changed());
        assertEquals(Optional.empty(), remembered());
        try (OnnxEmbedder second = open()) {
            assertNotEquals(fingerprint, second.fingerprint());
        }
        Files.delete(weights);
        assertEquals(Optional.empty(), remembered());
        assertThrows(ModelException.class, this::open);
    }

    private static ModelProto withWeightsIn(Path file, ModelProto network) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelProto.Builder model = network.toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            byte[] values = tensor.getRawData().toByteArray();
            if (values.length > 500) {
                tensor.clearRawData()
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", file.getFileName().toString()))
                        .addExternalData(entry("offset", String.valueOf(bytes.size())))
                        .addExternalData(entry("length", String.valueOf(values.length)));
                bytes.write(values);
            }
        }
        Files.write(file, bytes.toByteArray());
        return model.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph.onnx", "graph.onnx.weights", "note", "checksums"})
    void whatIsDamagedIsMadeAgain(String name) throws IOException {
        float[] embedding;
        float[] gradient;
        try (OnnxEmbedder first = open()) {
            embedding = embedding(first);
            gradient = gradient(first);
        }
        List<Path> damaged = files(name);
        assertFalse(damaged.isEmpty());
        for (Path file : damaged) {
            byte[] good = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(good, good.length / 2));
        }
        for (int i = 0; i < 2; i++) {
            try (OnnxEmbedder again = open()) {
                assertArrayEquals(embedding, embedding(again));
                assertArrayEquals(gradient, gradient(again));
            }
        }
        assertTrue(remembered().isPresent());
        assertEquals(2, files("graph.onnx").size());
    }

    /** The file is read for it, if the gradient was not needed before. */
    @Test
    void theGradientIsThatOfTheFileThatWasOpened() throws IOException {
        float[] gradient;
        try (OnnxEmbedder plain = OnnxEmbedder.open(model, SPEC, CPU, GraphCache.none())) {
            gradient = gradient(plain);
        }
        open().close();
        try (OnnxEmbedder second = open()) {
            Files.write(model, changed().toByteArray());
            ModelException e = assertThrows(ModelException.class, () -> gradient(second));
            assertTrue(e.getMessage().contains("open it again"), e.getMessage());
            Files.write(model, TinyRecogniser.bytes());
            assertArrayEquals(gradient, gradient(second), 1e-5f);
        }
    }

    @Test
    void everyInputConventionHasItsOwnGraph() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (OnnxEmbedder first = open();
                    OnnxEmbedder second = OnnxEmbedder.open(model, InputSpec.adaface(), CPU, cache(), LATER)) {
                assertNotEquals(first.fingerprint(), second.fingerprint());
                assertFalse(Arrays.equals(embedding(first), embedding(second)));
            }
        }
        assertEquals(2, graphs().size());
    }

    @Test
    void withoutAUsableFolderTheFileIsRead() throws IOException {
        GraphCache unusable = GraphCache.in(Files.writeString(folder.resolve("file"), "x"), 1 << 20);
        GraphCache tooSmall = GraphCache.in(folder.resolve("graphs"), 100);
        for (GraphCache cache : List.of(unusable, tooSmall, unusable, tooSmall)) {
            try (OnnxEmbedder embedder = OnnxEmbedder.open(model, SPEC, CPU, cache, LATER)) {
                assertEquals(TinyRecogniser.DIMENSION, embedding(embedder).length);
            }
        }
        assertEquals(List.of(), graphs());
    }

    @Test
    void oneThatIsKnownBeforehandIsReadForAGradientAlone() throws IOException {
        InputSpec spec = InputSpec.unit();
        RecogniserIdentity identity = new RecogniserIdentity("f", "c", TinyRecogniser.DIMENSION);
        AtomicInteger read = new AtomicInteger();
        Supplier<byte[]> bytes = () -> {
            read.incrementAndGet();
            return TinyRecogniser.bytes();
        };
        try (OnnxEmbedder plain = OnnxEmbedder.open(model, spec, CPU, GraphCache.none());
                OnnxEmbedder first = OnnxEmbedder.known("tiny", spec, identity, bytes, CPU, this::cache);
                OnnxEmbedder second = OnnxEmbedder.known("tiny", spec, identity, bytes, CPU, this::cache)) {
            assertEquals(0, read.get());
            assertArrayEquals(gradient(plain), gradient(first), 1e-5f);
            assertArrayEquals(gradient(first), gradient(second));
            assertEquals(1, read.get());
            assertEquals(1, graphs().size());
            assertArrayEquals(embedding(plain), embedding(first), 1e-6f);
            embedding(first);
            assertEquals(2, read.get());
        }
        OnnxEmbedder closed = OnnxEmbedder.known("tiny", spec, identity, bytes, CPU, this::cache);
        closed.close();
        assertThrows(IllegalStateException.class, () -> embedding(closed));
        assertThrows(IllegalStateException.class, () -> gradient(closed));
        assertEquals(2, read.get());
    }

    @Test
    void threadsMayOpenItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> embeddings = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                embeddings.add(threads.submit(() -> {
                    try (OnnxEmbedder embedder = open()) {
                        return embedding(embedder);
                    }
                }));
            }
            for (Future<float[]> embedding : embeddings) {
                assertArrayEquals(embeddings.get(0).get(), embedding.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, graphs().size());
    }
}
