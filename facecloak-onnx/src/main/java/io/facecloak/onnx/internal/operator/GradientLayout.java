package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.Device;

/** With which operators a gradient is written. The numbers are the same up to rounding; which is faster depends on the device. */
public enum GradientLayout {
    /** The plainest operators, such as comparisons and transposed convolutions, for which GPUs have kernels of their own. */
    PLAIN,

    /**
     * Operators that ONNX Runtime computes in its blocked memory layout (NCHWc) on CPUs. A value that leaves the layout, for a comparison or a
     * transposed convolution, is converted, and often costs more than the operator.
     */
    BLOCKED;

    /** The faster one on a device. */
    public static GradientLayout of(Device device) {
        return device.kind() == Device.Kind.CPU ? BLOCKED : PLAIN;
    }
}
