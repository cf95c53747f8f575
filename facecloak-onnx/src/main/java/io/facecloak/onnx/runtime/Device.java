package io.facecloak.onnx.runtime;

import java.util.Objects;

/**
 * Where graphs run.
 *
 * @param kind the kind of processor
 * @param index which GPU; 0 on the CPU
 * @param threads CPU threads per operator; 0 lets ONNX Runtime choose (one per core)
 */
public record Device(Kind kind, int index, int threads) {

    /** The kinds of processor. */
    public enum Kind {
        CPU,
        CUDA
    }

    /**
     * @throws IllegalArgumentException if the index or the number of threads is negative
     */
    public Device {
        Objects.requireNonNull(kind, "kind");
        if (index < 0) {
            throw new IllegalArgumentException("index must not be negative, but is " + index);
        }
        if (threads < 0) {
            throw new IllegalArgumentException("threads must not be negative, but is " + threads);
        }
    }

    /** The CPU, one thread per core. */
    public static Device cpu() {
        return new Device(Kind.CPU, 0, 0);
    }

    /** The CPU with a fixed number of threads. */
    public static Device cpu(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        return new Device(Kind.CPU, 0, threads);
    }

    /** An NVIDIA GPU; needs the {@code onnxruntime_gpu} artifact and its CUDA libraries. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index, 0);
    }
}
