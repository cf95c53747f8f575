package io.facecloak.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.testing.RoughEngine;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ConfiguredEngineTest {

    private final ArrayEngine rough = new RoughEngine(1);

    @Test
    void withoutServicesItIsThePlainOne() {
        assertSame(ArrayEngine.plain(), choose(Optional.empty(), List.of()));
        assertSame(ArrayEngine.plain(), ArrayEngine.configured());
    }

    @Test
    void theFirstServiceThatStartsIsTaken() {
        assertSame(rough, choose(Optional.empty(), List.of(this::broken, this::unlinked, () -> rough)));
    }

    @Test
    void withoutOneThatStartsItIsThePlainOne() {
        assertSame(ArrayEngine.plain(), choose(Optional.empty(), List.of(this::broken, this::unlinked)));
    }

    @Test
    void anEngineCanBeAskedForByName() {
        assertSame(ArrayEngine.plain(), choose(Optional.of("plain"), List.of(() -> rough)));
        assertSame(rough, choose(Optional.of("rough"), List.of(ArrayEngine::plain, () -> rough)));
    }

    @Test
    void oneThatIsNamedAndMissingIsAnError() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> choose(Optional.of("nd4j"), List.of(this::broken, () -> rough)));
        assertTrue(e.getMessage().contains("nd4j") && e.getMessage().contains("[rough, plain]"), e.getMessage());
    }

    @Test
    void theToleranceGrowsWithTheProbe() {
        assertEquals(2 * 0x1p-22 * 5, ArrayEngine.tolerance(new float[] {3, 4}), 1e-12);
    }

    private ArrayEngine broken() {
        throw new ServiceConfigurationError("no backend");
    }

    private ArrayEngine unlinked() {
        throw new UnsatisfiedLinkError("no library");
    }

    private static ArrayEngine choose(Optional<String> name, List<Supplier<ArrayEngine>> services) {
        Iterator<Supplier<ArrayEngine>> iterator = services.iterator();
        return ConfiguredEngine.choose(name, new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public ArrayEngine next() {
                return iterator.next().get();
            }
        });
    }
}
