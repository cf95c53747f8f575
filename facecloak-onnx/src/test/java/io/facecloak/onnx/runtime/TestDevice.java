package io.facecloak.onnx.runtime;

/** Where tests of gradients run: on the device that {@code -Dfacecloak.device} names, as benchmarks/cuda.sh does, else on two threads. */
public final class TestDevice {

    private TestDevice() {}

    public static Device get() {
        return System.getProperty(Device.PROPERTY) == null ? Device.cpu(2) : Device.configured();
    }
}
