package io.facecloak.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ModelExceptionTest {

    @Test
    void longMessagesKeepTheirBeginningAndTheirEnd() {
        for (int length : new int[] {0, 1, 499, 500, 501, 200_204}) {
            String message = "the model m " + "x".repeat(length) + ": export it anew";
            for (ModelException e :
                    new ModelException[] {new ModelException(message), new ModelException(message, null)}) {
                assertTrue(e.getMessage().length() <= 500);
                assertTrue(e.getMessage().startsWith("the model m"));
                assertTrue(e.getMessage().endsWith(": export it anew"));
            }
        }
        assertEquals("short", new ModelException("short").getMessage());
        assertNull(new ModelException((String) null).getMessage());
    }
}
