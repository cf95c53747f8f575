package io.facecloak.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.array.ArrayEngine;
import io.facecloak.testing.ArrayEngineContract;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jArraysTest extends ArrayEngineContract {

    private static final ArrayEngine ENGINE = new Nd4jArrays();

    @Override
    protected ArrayEngine engine() {
        return ENGINE;
    }

    @Test
    void isTheEngineOfAProcessThatHasIt() {
        assertInstanceOf(Nd4jArrays.class, ArrayEngine.configured());
        assertEquals("nd4j", ArrayEngine.configured().name());
        assertFalse(ENGINE.toString().isBlank());
    }

    @Test
    void anOpenWorkspaceOfTheCallerDoesNotMatter() {
        WorkspaceConfiguration configuration =
                WorkspaceConfiguration.builder().initialSize(10_000_000).build();
        try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "caller")) {
            float[][] products =
                    ENGINE.products(new float[][] {{1, 2}}, FloatBuffer.wrap(new float[] {3, 4, -1, 0.5f}));
            assertEquals(11, products[0][0]);
            assertEquals(0, products[0][1]);
            assertTrue(workspace.isScopeActive());
        }
    }
}
