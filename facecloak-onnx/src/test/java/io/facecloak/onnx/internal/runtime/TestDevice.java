package io.facecloak.onnx.internal.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.facecloak.onnx.Device;

/** Where tests of gradients run: on the device that {@code -Dfacecloak.device} names, as benchmarks/cuda.sh does, else on two threads. */
public final class TestDevice {

    private TestDevice() {}

    /**
     * Options of a session there that uses one thread.
     *
     * @param wide whether it computes in float64, which only CPUs are asked to
     */
    public static OrtSession.SessionOptions options(boolean wide) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        ExecutionProviders.add(options, wide ? Device.cpu(1) : get());
        return options;
    }

    public static Device get() {
        return System.getProperty(Device.PROPERTY) == null ? Device.cpu(2) : Device.configured();
    }
}
