package io.facecloak.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "8, 3", "3, 0", "4, 1"})
    void everyTaskRunsOnceAndHasEndedWhenTheCallReturns(int lanes, int tasks) {
        AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, tasks));
        Lanes.run(lanes, tasks, runs::incrementAndGet);
        for (int i = 0; i < tasks; i++) {
            assertEquals(1, runs.get(i), "task " + i);
        }
    }

    /** Each waits for the others; with fewer lanes it would wait in vain. */
    @Test
    void tasksRunSideBySide() {
        CyclicBarrier all = new CyclicBarrier(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Lanes.run(3, 3, i -> {
            threads.add(Thread.currentThread());
            try {
                all.await(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals(3, threads.size());
        assertTrue(threads.contains(Thread.currentThread()));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void aFailureEndsTheRestAndIsThrown(int lanes) {
        AtomicInteger begun = new AtomicInteger();
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Lanes.run(lanes, 100_000, i -> {
                    begun.incrementAndGet();
                    throw new IllegalStateException("task");
                }));
        assertEquals("task", e.getMessage());
        assertTrue(begun.get() <= lanes, begun + " tasks were begun");
    }

    @Test
    void errorsPassToo() {
        assertThrows(
                StackOverflowError.class,
                () -> Lanes.run(2, 2, i -> {
                    throw new StackOverflowError();
                }));
    }
}
