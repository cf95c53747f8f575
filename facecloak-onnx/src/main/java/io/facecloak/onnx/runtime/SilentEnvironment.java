package io.facecloak.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.facecloak.model.ModelException;

/**
 * The process's ONNX Runtime environment, started without its telemetry.
 *
 * <p>From 1.29 on, ONNX Runtime for Linux and macOS reports usage to its maker unless an environment variable forbids it before start-up,
 * and crashes the process while it prepares that report if the command line is long (onnxruntime issue 32173 and vespa-engine/vespa pull
 * request 37786). Java cannot set environment variables, so the C library is asked to.
 */
final class SilentEnvironment {

    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    /** The only function needed of the C library. */
    interface CLibrary extends Library {
        int setenv(String name, String value, int overwrite);
    }

    private static OrtEnvironment environment;

    private SilentEnvironment() {}

    /**
     * @throws ModelException if the telemetry cannot be switched off
     */
    static synchronized OrtEnvironment get() {
        // No holder class: its initialiser would turn the exception into an error without a message.
        if (environment == null) {
            environment = start();
        }
        return environment;
    }

    private static OrtEnvironment start() {
        if (System.getenv(VARIABLE) == null && !Platform.isWindows()) {
            forbidTelemetry();
        }
        OrtEnvironment started = EngineLibraries.started();
        try {
            started.setTelemetry(false);
        } catch (OrtException e) {
            throw new ModelException("cannot switch off the telemetry of ONNX Runtime: " + e.getMessage(), e);
        }
        return started;
    }

    private static void forbidTelemetry() {
        try {
            Native.load(Platform.C_LIBRARY_NAME, CLibrary.class).setenv(VARIABLE, "1", 1);
        } catch (UnsatisfiedLinkError e) {
            throw new ModelException(
                    "cannot switch off the telemetry of ONNX Runtime: start the process with the environment variable "
                            + VARIABLE + "=1",
                    e);
        }
    }
}
