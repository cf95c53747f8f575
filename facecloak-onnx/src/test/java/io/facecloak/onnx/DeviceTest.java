package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device.Kind;
import io.facecloak.onnx.internal.runtime.ExecutionProviders;
import io.facecloak.onnx.internal.runtime.SilentEnvironment;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("cpu", Device.cpu()),
                Arguments.of("cpu:4", Device.cpu(4)),
                Arguments.of("cuda:0", Device.cuda(0)),
                Arguments.of("cuda:1:4g", Device.cuda(1).withMemoryLimit(4L << 30)),
                Arguments.of("cuda:0:1500m", Device.cuda(0).withMemoryLimit(1500L << 20)),
                Arguments.of("cuda:0:1001", Device.cuda(0).withMemoryLimit(1001)),
                Arguments.of("tensorrt:2", Device.tensorRt(2)),
                Arguments.of("coreml", Device.coreMl()),
                Arguments.of("directml:1", Device.directMl(1)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void textAndDeviceAreTheSame(String text, Device device) {
        assertEquals(device, Device.parse(text));
        assertEquals(text, device.toString());
    }

    @Test
    void shortAndUntidyNamesAreUnderstood() {
        assertEquals(Device.cuda(0), Device.parse(" CUDA "));
        assertEquals(Device.cuda(0).withMemoryLimit(2048), Device.parse("cuda:0:2k"));
        assertSame(Device.auto(), Device.parse("Auto"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gpu",
                "cpu:",
                "cpu:0",
                "cpu:-1",
                "cuda:x",
                "cuda:0:",
                "cuda:0:4t",
                "cpu:2:4g",
                "coreml:1",
                "cuda:0:999999999999999999g",
                "cuda:0:1:1",
                "auto:1"
            })
    void namesOfNoDeviceAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Device.parse(text));
    }

    @Test
    void theSettingsNameTheDefault() {
        assertEquals(Device.cpu(), Device.configured(Map.<String, String>of()::get, Map.<String, String>of()::get));
        assertEquals(
                Device.cpu(2),
                Device.configured(Map.of("facecloak.device", " ")::get, Map.of("FACECLOAK_DEVICE", "cpu:2")::get));
        assertEquals(
                Device.cuda(1),
                Device.configured(Map.of("facecloak.device", "cuda:1")::get, Map.of("FACECLOAK_DEVICE", "cpu:2")::get));
    }

    @Test
    void detectorsStayOffNvidiaGpus() {
        assertEquals(Device.cpu(), Device.cuda(1).withMemoryLimit(1L << 30).forDetection());
        assertEquals(Device.cpu(), Device.tensorRt(0).forDetection());
        assertEquals(Device.cpu(3), Device.cpu(3).forDetection());
        assertEquals(Device.coreMl(), Device.coreMl().forDetection());
        assertEquals(Device.directMl(1), Device.directMl(1).forDetection());
    }

    @Test
    void theCpuStarts() {
        Device.cpu().start();
        Device.cpu(1).start();
    }

    /** Whatever is here, the choice must work. */
    @Test
    void autoStarts() {
        Device.auto().start();
        assertTrue(OrtEnvironment.getAvailableProviders()
                .contains(ExecutionProviders.provider(Device.auto().kind())));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CUDA", "TENSORRT", "COREML", "DIRECTML"})
    void aDeviceThatTheBuildLacksIsOneClearError(Kind kind) {
        SilentEnvironment.get();
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(ExecutionProviders.provider(kind)));
        Device device = new Device(kind, 0, 0, 0);
        ModelException e = assertThrows(ModelException.class, device::start);
        assertTrue(e.getMessage().contains("on " + device), e.getMessage());
        assertTrue(e.getMessage().contains("this build of ONNX Runtime has only [CPU"), e.getMessage());
        assertEquals(
                kind == Kind.CUDA || kind == Kind.TENSORRT,
                e.getMessage().contains("com.microsoft.onnxruntime:onnxruntime_gpu"),
                e.getMessage());
    }

    /** Messages as ONNX Runtime 1.29 and CUDA word them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Failed to load library /tmp/x/libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared"
                        + " object file: No such file or directory | libcublasLt.so.12 was not found: install the CUDA toolkit",
                "with error: libcuda.so.1: cannot open shared object file: No such file or directory | install the driver",
                "with error: libnvinfer.so.10: cannot open shared object file: No such file or directory | install TensorRT",
                "Error loading \"a.dll\" which depends on \"cudnn64_9.dll\" which is missing. | cudnn64_9.dll was not found",
                "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version | update the driver",
                "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 | nvidia-smi must list it",
                "CUDA failure 101: invalid device ordinal ; GPU=3 | There is no GPU number 3",
                "Failed to find CUDA shared provider | onnxruntime_gpu"
            })
    void whatIsMissingIsNamedWithTheRemedy(String message, String expected) {
        String explained = ExecutionProviders.explain(Device.cuda(3), message);
        assertTrue(explained.contains(expected), explained);
    }

    @Test
    void numbersMustFitTheKind() {
        assertThrows(IllegalArgumentException.class, () -> Device.cuda(-1));
        assertThrows(IllegalArgumentException.class, () -> Device.cpu(0));
        assertThrows(IllegalArgumentException.class, () -> Device.cpu().withMemoryLimit(1));
        assertThrows(IllegalArgumentException.class, () -> Device.cuda(0).withMemoryLimit(-1));
        assertFalse(Device.cuda(0).equals(Device.cuda(0).withMemoryLimit(1)));
    }
}
