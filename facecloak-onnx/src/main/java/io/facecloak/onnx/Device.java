package io.facecloak.onnx;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.runtime.DeviceProbe;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where graphs run. Its text form, which {@link #parse} reads and {@link #toString} writes, is {@code cpu}, {@code cpu:THREADS},
 * {@code cuda:INDEX}, {@code cuda:INDEX:MEMORY}, {@code tensorrt:INDEX}, {@code coreml} or {@code directml:INDEX}, with a memory limit in
 * bytes or with {@code k}, {@code m} or {@code g} behind it. Naming a device starts nothing; a device that does not exist is told when the
 * first graph is loaded. Immutable.
 *
 * @param kind the kind of processor
 * @param index which GPU; 0 where there is nothing to choose
 * @param threads CPU threads per operator, on GPUs for what runs on the CPU; 0 lets ONNX Runtime choose (one per core)
 * @param memoryLimit the most GPU memory that one graph may reserve, in bytes; 0 for no limit
 */
public record Device(Kind kind, int index, int threads, long memoryLimit) {

    /** The system property that {@link #configured()} reads. */
    public static final String PROPERTY = "facecloak.device";

    /** The environment variable that {@link #configured()} reads. */
    public static final String VARIABLE = "FACECLOAK_DEVICE";

    private static final Pattern TEXT = Pattern.compile("([a-z]+)(?::(\\d{1,6}))?(?::(\\d{1,18})([kmg]?))?");

    /** The kinds of processor, by the execution provider of ONNX Runtime that drives them. */
    public enum Kind {
        CPU,
        /** NVIDIA GPUs. */
        CUDA,
        /** NVIDIA GPUs, through engines that are built for each graph, which takes minutes the first time. */
        TENSORRT,
        /** Apple's Core ML, which may compute in half precision. */
        COREML,
        /** GPUs on Windows; one run at a time. */
        DIRECTML
    }

    /**
     * @throws IllegalArgumentException if a number is negative, or the kind has no use for it
     */
    public Device {
        Objects.requireNonNull(kind, "kind");
        if (index < 0) {
            throw new IllegalArgumentException("index must not be negative, but is " + index);
        }
        if (threads < 0) {
            throw new IllegalArgumentException("threads must not be negative, but is " + threads);
        }
        if (memoryLimit < 0) {
            throw new IllegalArgumentException("memoryLimit must not be negative, but is " + memoryLimit);
        }
        if (index > 0 && (kind == Kind.CPU || kind == Kind.COREML)) {
            throw new IllegalArgumentException("index must be 0 for " + kind + ", but is " + index);
        }
        if (memoryLimit > 0 && kind != Kind.CUDA && kind != Kind.TENSORRT) {
            throw new IllegalArgumentException("memoryLimit is for CUDA and TensorRT, not for " + kind);
        }
    }

    /** The CPU, one thread per core. */
    public static Device cpu() {
        return of(Kind.CPU, 0);
    }

    /** The CPU with a fixed number of threads. */
    public static Device cpu(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        return new Device(Kind.CPU, 0, threads, 0);
    }

    /** An NVIDIA GPU; needs the {@code onnxruntime_gpu} artifact and its CUDA libraries. */
    public static Device cuda(int index) {
        return of(Kind.CUDA, index);
    }

    /** An NVIDIA GPU through TensorRT; what TensorRT has no kernel for runs on CUDA. Needs TensorRT beside what {@link #cuda} needs. */
    public static Device tensorRt(int index) {
        return of(Kind.TENSORRT, index);
    }

    /** Apple's Core ML; in the macOS builds of ONNX Runtime. */
    public static Device coreMl() {
        return of(Kind.COREML, 0);
    }

    /** A GPU under Windows; needs a build of ONNX Runtime with DirectML. */
    public static Device directMl(int index) {
        return of(Kind.DIRECTML, index);
    }

    private static Device of(Kind kind, int index) {
        return new Device(kind, index, 0, 0);
    }

    /**
     * The best device that really starts: the first CUDA GPU, else the first DirectML GPU, else the CPU. The first call tries them, which
     * takes seconds where there is a GPU, and logs the choice; later calls answer the same. TensorRT (slow to start) and Core ML (half
     * precision) are only taken by name.
     */
    public static Device auto() {
        return DeviceProbe.best();
    }

    /**
     * The device that the system property {@value #PROPERTY}, else the environment variable {@value #VARIABLE} names; the CPU without them.
     *
     * @throws IllegalArgumentException if the text names no device
     */
    public static Device configured() {
        return configured(System::getProperty, System::getenv);
    }

    static Device configured(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        return given(properties.apply(PROPERTY))
                .or(() -> given(environment.apply(VARIABLE)))
                .map(Device::parse)
                .orElseGet(Device::cpu);
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    /**
     * Reads a device's text form, or {@code auto}.
     *
     * @throws IllegalArgumentException if the text names no device
     */
    public static Device parse(String text) {
        String name = text.trim().toLowerCase(Locale.ROOT);
        if (name.equals("auto")) {
            return auto();
        }
        Matcher matcher = TEXT.matcher(name);
        if (!matcher.matches()) {
            throw unknown(text);
        }
        boolean numbered = matcher.group(2) != null;
        int number = numbered ? Integer.parseInt(matcher.group(2)) : 0;
        long memory = matcher.group(3) == null ? 0 : bytes(text, matcher.group(3), matcher.group(4));
        return switch (matcher.group(1)) {
            case "cpu" -> (numbered ? cpu(number) : cpu()).withMemoryLimit(memory);
            case "cuda" -> cuda(number).withMemoryLimit(memory);
            case "tensorrt" -> tensorRt(number).withMemoryLimit(memory);
            case "coreml" -> of(Kind.COREML, number).withMemoryLimit(memory);
            case "directml" -> directMl(number).withMemoryLimit(memory);
            default -> throw unknown(text);
        };
    }

    private static long bytes(String text, String number, String unit) {
        int shift = unit.isEmpty() ? 0 : 10 * ("kmg".indexOf(unit) + 1);
        long count = Long.parseLong(number);
        if (count > Long.MAX_VALUE >> shift) {
            throw unknown(text);
        }
        return count << shift;
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("no device is named \"" + text
                + "\": expected auto, cpu, cpu:THREADS, cuda:INDEX, cuda:INDEX:MEMORY (such as cuda:0:4g), tensorrt:INDEX, coreml"
                + " or directml:INDEX");
    }

    /** This device with a limit to the GPU memory that each graph may reserve, in bytes. */
    public Device withMemoryLimit(long bytes) {
        return new Device(kind, index, threads, bytes);
    }

    /**
     * Whether a graph is prepared anew whenever the shape of its input differs from that of the run before, which takes hundreds of times
     * as long as the run. So it is on NVIDIA GPUs.
     */
    public boolean preparesShapes() {
        return kind == Kind.CUDA || kind == Kind.TENSORRT;
    }

    /**
     * Where a detector runs beside recognisers on this device: here or, if it {@link #preparesShapes()}, on the CPU, as a cascade sees
     * every photo in a dozen sizes.
     */
    public Device forDetection() {
        return preparesShapes() ? new Device(Kind.CPU, 0, threads, 0) : this;
    }

    /**
     * Runs a small convolution, to find out before real work whether this device is there.
     *
     * @throws ModelException if it is not; the message says what is missing and how to get it
     */
    public void start() {
        DeviceProbe.start(this);
    }

    /** The text form; threads of GPUs are not part of it. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case CPU -> threads == 0 ? name : name + ":" + threads;
            case COREML -> name;
            default -> name + ":" + index + (memoryLimit == 0 ? "" : ":" + memoryText());
        };
    }

    private String memoryText() {
        String units = "gmk";
        for (int i = 0; i < units.length(); i++) {
            long unit = 1L << (10 * (units.length() - i));
            if (memoryLimit % unit == 0) {
                return memoryLimit / unit + units.substring(i, i + 1);
            }
        }
        return Long.toString(memoryLimit);
    }
}
