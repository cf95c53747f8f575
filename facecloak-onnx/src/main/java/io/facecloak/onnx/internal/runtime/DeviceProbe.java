package io.facecloak.onnx.internal.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which devices start by running a convolution on them, which also needs what networks need beside the engine (cuDNN). */
public final class DeviceProbe {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceProbe.class);

    private static final List<Device> PREFERRED = List.of(Device.cuda(0), Device.directMl(0));

    private static Device best;

    private DeviceProbe() {}

    public static synchronized Device best() {
        if (best == null) {
            best = choose();
        }
        return best;
    }

    private static Device choose() {
        SilentEnvironment.get();
        Set<OrtProvider> available = OrtEnvironment.getAvailableProviders();
        for (Device device : PREFERRED) {
            if (!available.contains(ExecutionProviders.provider(device.kind()))) {
                continue;
            }
            try {
                start(device);
                LOG.info("graphs run on {}, chosen among {}", device, available);
                return device;
            } catch (ModelException e) {
                // Somebody put the larger build there, hence expects it to be used.
                LOG.warn("{}", e.getMessage());
            }
        }
        LOG.info("graphs run on {}, chosen among {}", Device.cpu(), available);
        return Device.cpu();
    }

    public static void start(Device device) {
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        FloatTensor image = FloatTensor.allocate(1, 1, 3, 3);
        image.data().duplicate().put(values);
        try (OnnxGraph graph = OnnxGraph.load("test of the device", model(), device)) {
            float sum = graph.run(Map.of("x", image)).get("y").data().get(0);
            if (sum != 45) {
                throw new ModelException(device + " computes wrongly: a sum of 45 became " + sum);
            }
        }
    }

    /** The sum of 3×3 pixels, as a convolution. */
    private static byte[] model() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        TensorProto.Builder ones = TensorProto.newBuilder().setName("ones").setDataType(DataType.FLOAT_VALUE);
        List.of(1L, 1L, 3L, 3L).forEach(ones::addDims);
        for (int i = 0; i < 9; i++) {
            ones.addFloatData(1);
        }
        model.getGraphBuilder()
                .setName("device")
                .addInput(value("x", 3))
                .addOutput(value("y", 1))
                .addInitializer(ones)
                .addNode(NodeProto.newBuilder()
                        .setOpType("Conv")
                        .addInput("x")
                        .addInput("ones")
                        .addOutput("y")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("kernel_shape")
                                .setType(AttributeProto.AttributeType.INTS)
                                .addInts(3)
                                .addInts(3)));
        return model.build().toByteArray();
    }

    private static ValueInfoProto value(String name, long size) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE);
        List.of(1L, 1L, size, size)
                .forEach(dimension -> tensor.getShapeBuilder().addDimBuilder().setDimValue(dimension));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
