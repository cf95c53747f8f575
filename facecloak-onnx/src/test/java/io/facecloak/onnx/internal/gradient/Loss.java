package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/** A linear function of a model's output, and its central differences. */
final class Loss implements AutoCloseable {

    private final OrtSession session;
    private final boolean wide;
    private final float[] cotangent;
    private final long[] shape;

    Loss(ModelProto model, float[] cotangent, long... shape) {
        this.wide = model.getGraph().getInput(0).getType().getTensorType().getElemType() == DataType.DOUBLE_VALUE;
        this.cotangent = cotangent;
        this.shape = shape;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            this.session = OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The slope at x, of fourth order in the step. */
    double difference(float[] x, float[] direction, double step) {
        double near = at(x, direction, step) - at(x, direction, -step);
        double far = at(x, direction, 2 * step) - at(x, direction, -2 * step);
        return (8 * near - far) / (12 * step);
    }

    private double at(float[] x, float[] direction, double step) {
        double[] moved = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i] + step * direction[i];
        }
        try (OnnxTensor tensor = tensor(moved);
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            int count = (int) output.getInfo().getNumElements();
            DoubleBuffer exact = wide ? output.getDoubleBuffer() : null;
            FloatBuffer rounded = wide ? null : output.getFloatBuffer();
            double loss = 0;
            for (int i = 0; i < count; i++) {
                loss += cotangent[i] * (wide ? exact.get(i) : rounded.get(i));
            }
            return loss;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private OnnxTensor tensor(double[] values) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (wide) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(narrow), shape);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
