package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

/** An app that learns nothing must get by without ND4J: here its classes cannot even be found. */
class LazyNativesTest {

    @Test
    void settingsAnchorsAndTheOptimizerItselfDoNotTouchNd4j() throws ReflectiveOperationException {
        ClassLoader loader = new WithoutNd4j();
        Class<?> settings = initialise(loader, "OptimizerSettings");
        Class<?> listener = initialise(loader, "IterationListener");
        initialise(loader, "Anchors");
        initialise(loader, "Gallery");
        initialise(loader, "ReferenceCode");
        Class<?> optimizer = initialise(loader, "CloakOptimizer");

        assertNotNull(optimizer
                .getConstructor(settings)
                .newInstance(settings.getField("PAPER").get(null)));
        assertTrue(listener.isInterface());
    }

    @Test
    void withoutNd4jTheFirstArrayFails() throws ReflectiveOperationException {
        var constructor = initialise(new WithoutNd4j(), "SharedArray").getDeclaredConstructor(long[].class);
        constructor.setAccessible(true);

        InvocationTargetException e =
                assertThrows(InvocationTargetException.class, () -> constructor.newInstance((Object) new long[] {1}));
        assertEquals(NoClassDefFoundError.class, e.getCause().getClass());
    }

    private static Class<?> initialise(ClassLoader loader, String name) throws ClassNotFoundException {
        return Class.forName("io.facecloak.optimize." + name, true, loader);
    }

    /** Defines FaceCloak's classes afresh and denies ND4J's. */
    private static final class WithoutNd4j extends ClassLoader {

        WithoutNd4j() {
            super(LazyNativesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.nd4j.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.facecloak.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
