package io.facecloak.onnx.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.facecloak.internal.storage.Folders;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.store.FaceCloakHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts devices into session options, and says in one sentence what a device lacks. */
public final class ExecutionProviders {

    /** A library that the system's loader did not find, as Linux and Windows word it. */
    private static final Pattern MISSING_LIBRARY =
            Pattern.compile("error: (\\S+): cannot open shared object file|depends on \"([^\"]+)\" which is missing");

    private ExecutionProviders() {}

    public static OrtProvider provider(Device.Kind kind) {
        return switch (kind) {
            case CPU -> OrtProvider.CPU;
            case CUDA -> OrtProvider.CUDA;
            case TENSORRT -> OrtProvider.TENSOR_RT;
            case COREML -> OrtProvider.CORE_ML;
            case DIRECTML -> OrtProvider.DIRECT_ML;
        };
    }

    /** @throws OrtException if the device does not start; {@link #explain} makes a sentence of it */
    static void add(OrtSession.SessionOptions options, Device device) throws OrtException {
        OrtProvider provider = provider(device.kind());
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            throw new OrtException("this build of ONNX Runtime has only " + OrtEnvironment.getAvailableProviders());
        }
        switch (device.kind()) {
            case CPU -> {}
            case CUDA -> addCuda(options, device);
            case TENSORRT -> {
                addTensorRt(options, device);
                addCuda(options, device);
            }
            case COREML -> options.addCoreML(Map.of("ModelFormat", "MLProgram"));
            case DIRECTML -> {
                // It has no memory patterns, and refuses sessions that want some.
                options.setMemoryPatternOptimization(false);
                options.addDirectML(device.index());
            }
        }
    }

    /** Through option objects, because the plain methods print what went wrong instead of telling it. */
    private static void addCuda(OrtSession.SessionOptions options, Device device) throws OrtException {
        // Several sessions would each keep patterns for every batch size (onnxruntime issue 29351).
        options.setMemoryPatternOptimization(false);
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
            // Else convolutions have ten bits of precision, and gradients another sign here and there.
            cuda.add("use_tf32", "0");
            // The default times every algorithm for every shape, which takes seconds and found none that is faster.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            if (device.memoryLimit() > 0) {
                cuda.add("gpu_mem_limit", Long.toString(device.memoryLimit()));
                // The default doubles the reserve each time, past what is needed.
                cuda.add("arena_extend_strategy", "kSameAsRequested");
            }
            options.addCUDA(cuda);
        }
    }

    private static void addTensorRt(OrtSession.SessionOptions options, Device device) throws OrtException {
        Path engines = FaceCloakHome.path().resolve("tensorrt");
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(device.index())) {
            if (device.memoryLimit() > 0) {
                tensorRt.add("trt_max_workspace_size", Long.toString(device.memoryLimit()));
            }
            // Building an engine takes minutes, every time without this.
            Folders.createOwn(engines);
            // They hold code.
            Folders.requireOwnPath(engines);
            tensorRt.add("trt_engine_cache_enable", "1");
            tensorRt.add("trt_engine_cache_path", engines.toString());
            options.addTensorrt(tensorRt);
        } catch (IOException e) {
            throw new OrtException("cannot keep TensorRT's engines in the folder " + engines + ": " + e);
        }
    }

    /** Why a graph does not run on a device, and what to do. */
    public static String explain(Device device, String message) {
        return switch (device.kind()) {
            case CPU -> message;
            case CUDA, TENSORRT -> explainNvidia(device, message);
            case COREML -> message + ". Core ML needs macOS and ONNX Runtime's build for it";
            case DIRECTML ->
                message
                        + ". DirectML needs Windows and a build of ONNX Runtime with it, which is not among those on Maven"
                        + " Central";
        };
    }

    private static String explainNvidia(Device device, String message) {
        String missing = missingLibrary(message);
        if (message.contains("this build of ONNX Runtime has only") || message.contains("Failed to find")) {
            return message
                    + ". The jar is the CPU build: put com.microsoft.onnxruntime:onnxruntime_gpu (Linux and Windows on x86-64)"
                    + " in the place of com.microsoft.onnxruntime:onnxruntime, in the same version, never both; FaceCloak's own"
                    + " build does it with -Pcuda";
        }
        if (missing.startsWith("libcuda.so") || missing.startsWith("nvcuda")) {
            return missing
                    + ", which is part of NVIDIA's driver, was not found: install the driver; nvidia-smi must list the GPU";
        }
        if (missing.contains("nvinfer") || missing.contains("nvonnxparser")) {
            return missing + " was not found: install TensorRT for this version of ONNX Runtime, or use "
                    + cuda(device);
        }
        if (!missing.isEmpty()) {
            return missing
                    + " was not found: install the CUDA toolkit and cuDNN in the versions that this ONNX Runtime asks for"
                    + " (the number in the library's name) and put their folder on LD_LIBRARY_PATH, on Windows on PATH";
        }
        if (message.contains("driver version is insufficient")) {
            return message + ". NVIDIA's driver is older than the CUDA libraries: update the driver";
        }
        if (message.contains("no CUDA-capable device")) {
            return message + ". There is no NVIDIA GPU, or this process must not use it: nvidia-smi must list it, and"
                    + " CUDA_VISIBLE_DEVICES must not hide it";
        }
        if (message.contains("invalid device ordinal")) {
            return message + ". There is no GPU number " + device.index() + ": nvidia-smi lists them, counted from 0";
        }
        return message;
    }

    private static String missingLibrary(String message) {
        Matcher matcher = MISSING_LIBRARY.matcher(message);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    private static Device cuda(Device device) {
        return Device.cuda(device.index());
    }
}
