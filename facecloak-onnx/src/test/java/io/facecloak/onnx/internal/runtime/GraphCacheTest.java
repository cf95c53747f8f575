package io.facecloak.onnx.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.store.FolderCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCacheTest {

    private static final String KEY = GraphCache.key("test", "a", "b");

    @TempDir
    private Path folder;

    private GraphCache cache() {
        return GraphCache.in(folder.resolve("graphs"), 1 << 20);
    }

    private static byte[] model() {
        return TinyModels.model(17, DataType.FLOAT, (graph, x) -> graph.unary("Relu", x), -1, 8)
                .toByteArray();
    }

    private static byte[] notAsked() {
        throw new AssertionError("the graph is in the cache");
    }

    @Test
    void aGraphIsFoundOnceItWasLoaded() {
        assertTrue(cache().find(KEY, "graph", TestDevice.get()).isEmpty());
        cache().load(KEY, "graph", GraphCacheTest::model, TestDevice.get()).close();
        cache().load(KEY, "graph", GraphCacheTest::notAsked, TestDevice.get()).close();
        cache().find(KEY, "graph", TestDevice.get()).orElseThrow().close();

        assertTrue(GraphCache.none().find(KEY, "graph", TestDevice.get()).isEmpty());
        assertTrue(cache().find(GraphCache.key("test", "a", "c"), "graph", TestDevice.get())
                .isEmpty());
    }

    /** What passes the checksums but is no graph. */
    @Test
    void anEntryThatCannotBeLoadedIsReplaced() throws Exception {
        FolderCache files = new FolderCache(folder.resolve("graphs"), 1 << 20);
        String key = GraphCache.entryKey(KEY, TestDevice.get());
        files.get(key, empty -> Files.writeString(empty.resolve("graph.onnx"), "no graph"));

        assertTrue(cache().find(KEY, "graph", TestDevice.get()).isEmpty());
        files.get(key, empty -> Files.writeString(empty.resolve("graph.onnx"), "no graph"));
        cache().load(KEY, "graph", GraphCacheTest::model, TestDevice.get()).close();
        cache().load(KEY, "graph", GraphCacheTest::model, TestDevice.get()).close();
        cache().load(KEY, "graph", GraphCacheTest::notAsked, TestDevice.get()).close();
    }

    @Test
    void onlyDevicesThatReadTheSameLayoutShareAnEntry() {
        assertEquals(GraphCache.entryKey(KEY, Device.cpu()), GraphCache.entryKey(KEY, Device.cpu(1)));
        assertEquals(
                Processor.identity().isEmpty(),
                GraphCache.entryKey(KEY, Device.cpu()).equals(GraphCache.entryKey(KEY, Device.cuda(0))));
        assertEquals(GraphCache.entryKey(KEY, Device.cuda(1)), GraphCache.entryKey(KEY, Device.cuda(0)));
    }

    @Test
    void notesCanBeReplaced() throws IOException {
        assertEquals(Optional.empty(), cache().note(KEY));
        cache().keepNote(KEY, "first");
        cache().keepNote(KEY, "größer");
        assertEquals(Optional.of("größer"), cache().note(KEY));

        try (Stream<Path> files = Files.walk(folder.resolve("graphs"))) {
            Path note = files.filter(file -> file.endsWith("note")).findFirst().orElseThrow();
            Files.writeString(note, "damaged");
        }
        assertEquals(Optional.empty(), cache().note(KEY));
    }

    @Test
    void notesAreNotKeptWhereNothingCanBe() throws IOException {
        GraphCache.none().keepNote(KEY, "text");
        assertEquals(Optional.empty(), GraphCache.none().note(KEY));
        GraphCache unusable = GraphCache.in(Files.writeString(folder.resolve("file"), "x"), 1 << 20);
        unusable.keepNote(KEY, "text");
        assertEquals(Optional.empty(), unusable.note(KEY));
    }

    @Test
    void keysDependOnEveryValue() {
        assertEquals(KEY, GraphCache.key("test", "a", "b"));
        for (String other : List.of(
                GraphCache.key("test", "ab"),
                GraphCache.key("test", "b", "a"),
                GraphCache.key("test", "a"),
                GraphCache.key("other", "a", "b"))) {
            assertNotEquals(KEY, other);
        }
    }

    @Test
    void propertyAndVariableBoundItOrSwitchItOff() {
        assertTrue(GraphCache.configured(name -> null, name -> null).isEnabled());
        assertTrue(GraphCache.configured(name -> "500M", name -> null).isEnabled());
        assertFalse(GraphCache.configured(name -> "Off", name -> null).isEnabled());
        assertFalse(GraphCache.configured(name -> " ", name -> "off").isEnabled());
        assertFalse(GraphCache.configured().isEnabled(), "tests must not write to the user's cache");
        for (String wrong : List.of("on", "-1", "4t", "0")) {
            assertThrows(IllegalArgumentException.class, () -> GraphCache.configured(name -> wrong, name -> null));
        }
    }
}
