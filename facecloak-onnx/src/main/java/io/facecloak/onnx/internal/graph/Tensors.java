package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.facecloak.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Constant tensors of a model: reading, writing and converting. */
public final class Tensors {

    private static final Set<DataType> READABLE = EnumSet.of(
            DataType.FLOAT,
            DataType.DOUBLE,
            DataType.FLOAT16,
            DataType.BFLOAT16,
            DataType.INT64,
            DataType.INT32,
            DataType.INT8,
            DataType.UINT8,
            DataType.BOOL);

    private Tensors() {}

    /** A float32 constant. */
    public static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer raw = littleEndian(values.length * Float.BYTES);
        raw.asFloatBuffer().put(values);
        return tensor(name, DataType.FLOAT, raw, shape);
    }

    /** A float64 constant. */
    public static TensorProto doubles(String name, double[] values, long... shape) {
        ByteBuffer raw = littleEndian(values.length * Double.BYTES);
        raw.asDoubleBuffer().put(values);
        return tensor(name, DataType.DOUBLE, raw, shape);
    }

    /** A constant of the given real type, {@link DataType#FLOAT} or {@link DataType#DOUBLE}. */
    public static TensorProto reals(String name, DataType type, double[] values, long... shape) {
        if (type == DataType.DOUBLE) {
            return doubles(name, values, shape);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return floats(name, narrow, shape);
    }

    /** An int64 constant. */
    public static TensorProto longs(String name, long[] values, long... shape) {
        ByteBuffer raw = littleEndian(values.length * Long.BYTES);
        raw.asLongBuffer().put(values);
        return tensor(name, DataType.INT64, raw, shape);
    }

    public static long[] shape(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** Number of elements. */
    public static long count(TensorProto tensor) {
        long count = 1;
        for (long dimension : tensor.getDimsList()) {
            count = Math.multiplyExact(count, dimension);
        }
        return count;
    }

    /**
     * The values as doubles (int64 beyond 2^53 lose digits).
     *
     * @throws ModelException if the type is neither a real nor an integer type, or the data is cut short
     */
    public static double[] values(TensorProto tensor) {
        int count = Math.toIntExact(count(tensor));
        double[] values = new double[count];
        DataType type = type(tensor);
        boolean raw = !tensor.getRawData().isEmpty();
        if (raw) {
            requireBytes(tensor, (long) count * width(tensor, type));
        }
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int i = 0; i < count; i++) {
                values[i] = switch (type) {
                    case FLOAT -> raw ? bytes.getFloat() : tensor.getFloatData(i);
                    case DOUBLE -> raw ? bytes.getDouble() : tensor.getDoubleData(i);
                    case INT64 -> raw ? bytes.getLong() : tensor.getInt64Data(i);
                    case INT32 -> raw ? bytes.getInt() : tensor.getInt32Data(i);
                    case FLOAT16 -> halfToFloat(raw ? bytes.getShort() : (short) tensor.getInt32Data(i));
                    case BFLOAT16 -> brainToFloat(raw ? bytes.getShort() : (short) tensor.getInt32Data(i));
                    case BOOL, INT8 -> raw ? bytes.get() : tensor.getInt32Data(i);
                    case UINT8 -> raw ? bytes.get() & 0xff : tensor.getInt32Data(i);
                    default -> throw unreadable(tensor, type);
                };
            }
        } catch (IndexOutOfBoundsException e) {
            throw new ModelException(
                    "the constant " + tensor.getName() + " holds fewer than its " + count + " values", e);
        }
        return values;
    }

    /** The values as int64, exactly where the tensor is an integer tensor. */
    public static long[] integers(TensorProto tensor) {
        if (type(tensor) != DataType.INT64) {
            return Arrays.stream(values(tensor))
                    .mapToLong(value -> (long) value)
                    .toArray();
        }
        long[] values = new long[Math.toIntExact(count(tensor))];
        if (tensor.getRawData().isEmpty()) {
            List<Long> data = tensor.getInt64DataList();
            if (data.size() < values.length) {
                throw new ModelException("the constant " + tensor.getName() + " is cut short");
            }
            Arrays.setAll(values, data::get);
        } else {
            requireBytes(tensor, (long) values.length * Long.BYTES);
            tensor.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(values);
        }
        return values;
    }

    /** This tensor as float32 if it is of another real type, else itself. */
    public static TensorProto toFloat32(TensorProto tensor) {
        DataType type = type(tensor);
        if (type != DataType.FLOAT16 && type != DataType.BFLOAT16 && type != DataType.DOUBLE) {
            return tensor;
        }
        return reals(tensor.getName(), DataType.FLOAT, values(tensor), shape(tensor));
    }

    public static DataType type(TensorProto tensor) {
        DataType type = DataType.forNumber(tensor.getDataType());
        return type == null ? DataType.UNDEFINED : type;
    }

    private static TensorProto tensor(String name, DataType type, ByteBuffer raw, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int width(TensorProto tensor, DataType type) {
        return switch (type) {
            case FLOAT, INT32 -> 4;
            case DOUBLE, INT64 -> 8;
            case FLOAT16, BFLOAT16 -> 2;
            case BOOL, INT8, UINT8 -> 1;
            default -> throw unreadable(tensor, type);
        };
    }

    private static void requireBytes(TensorProto tensor, long bytes) {
        requireSize(tensor, bytes, tensor.getRawData().size(), "bytes");
    }

    private static void requireSize(TensorProto tensor, long expected, long found, String unit) {
        if (found != expected) {
            throw new ModelException("the constant " + tensor.getName() + " should hold " + expected + " " + unit
                    + ", but holds " + found);
        }
    }

    /**
     * Checks a tensor's shape, and that it has as many values; where its values lie elsewhere, or its type is not known, the shape alone.
     *
     * @param rawBytes bytes of its raw data, 0 for none
     * @throws ModelException if it has more or fewer, or the shape is none
     */
    public static void requireComplete(TensorProto tensor, long rawBytes) {
        long count = 1;
        for (long dimension : tensor.getDimsList()) {
            if (dimension < 0 || dimension > Integer.MAX_VALUE || count * dimension > Integer.MAX_VALUE) {
                throw new ModelException("the constant " + tensor.getName() + " has the shape " + tensor.getDimsList());
            }
            count *= dimension;
        }
        DataType type = type(tensor);
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || !READABLE.contains(type)) {
            return;
        }
        if (rawBytes > 0) {
            requireSize(tensor, count * width(tensor, type), rawBytes, "bytes");
            return;
        }
        int values =
                switch (type) {
                    case FLOAT -> tensor.getFloatDataCount();
                    case DOUBLE -> tensor.getDoubleDataCount();
                    case INT64 -> tensor.getInt64DataCount();
                    default -> tensor.getInt32DataCount();
                };
        requireSize(tensor, count, values, "values");
    }

    private static ModelException unreadable(TensorProto tensor, DataType type) {
        return new ModelException("the constant " + tensor.getName() + " has the type " + type
                + ", which is neither a real nor an integer type that can be read");
    }

    private static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            return (sign == 0 ? 1 : -1) * fraction * 0x1p-24f;
        }
        int wide = exponent == 31 ? 0xff : exponent + 127 - 15;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    private static float brainToFloat(short brain) {
        return Float.intBitsToFloat(brain << 16);
    }
}
