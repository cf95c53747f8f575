package io.facecloak.onnx.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import io.facecloak.model.ModelException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's ONNX Runtime environment, started without its telemetry.
 *
 * <p>From 1.29 on, ONNX Runtime for Linux and macOS reports usage to its maker unless an environment variable forbids it before start-up,
 * and crashes the process while it prepares that report if the command line is long (onnxruntime issue 32173 and vespa-engine/vespa pull
 * request 37786). Java cannot set environment variables, so the C library is asked to.
 */
public final class SilentEnvironment {

    private static final Logger LOG = LoggerFactory.getLogger(SilentEnvironment.class);

    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    /** The system property that says that the variable was set: by a class loader that did so before, for the whole process. */
    private static final String SET_PROPERTY = "facecloak.engine.telemetry";

    private static OrtEnvironment environment;

    private SilentEnvironment() {}

    /**
     * @throws ModelException if ONNX Runtime's native library cannot be loaded, or its telemetry not be switched off
     */
    public static synchronized OrtEnvironment get() {
        // No holder class: its initialiser would turn the exception into an error without a message.
        if (environment == null) {
            environment = start();
        }
        return environment;
    }

    private static OrtEnvironment start() {
        OrtEnvironment started;
        try {
            started = EngineLibraries.started(SilentEnvironment::forbidTelemetry);
        } catch (LinkageError e) {
            throw missing(e);
        }
        keepUntilTheEnd();
        try {
            started.setTelemetry(false);
        } catch (OrtException e) {
            throw new ModelException("cannot switch off the telemetry of ONNX Runtime: " + e.getMessage(), e);
        }
        return started;
    }

    private static void forbidTelemetry() {
        if (System.getenv(VARIABLE) == null && System.getProperty(SET_PROPERTY) == null && !Platform.isWindows()) {
            // Without an interface for it, which would need a proxy class.
            Function.getFunction(Platform.C_LIBRARY_NAME, "setenv").invokeInt(new Object[] {VARIABLE, "1", 1});
            System.setProperty(SET_PROPERTY, "off");
        }
    }

    /** @param error of a class that could not be initialised, or, in later attempts, is not found */
    private static ModelException missing(LinkageError error) {
        return new ModelException(
                "cannot load ONNX Runtime's native library for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch") + " (" + reason(error)
                        + "): com.microsoft.onnxruntime:onnxruntime brings it for Linux (x86-64, arm64), Windows (x86-64)"
                        + " and macOS (arm64), and unpacks it into java.io.tmpdir, which must be writable and allow"
                        + " execution; -Donnxruntime.native.path, if set, must name the folder that holds it. JNA's library"
                        + " is not needed where the environment variable " + VARIABLE + " is 1",
                error);
    }

    private static String reason(Throwable error) {
        Throwable reason = error;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason.toString();
    }

    /**
     * Keeps the environment alive while the process ends. ONNX Runtime's own shutdown hook releases it without waiting for threads that are
     * at work, which then end the process by a segmentation fault (onnxruntime issue 31352). Native environments count their references;
     * ONNX Runtime's classes offer no way to take a second one.
     */
    private static void keepUntilTheEnd() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            api.setAccessible(true);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "facecloak");
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("a process that ends while graphs run may crash", e);
        }
    }
}
