package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.graph.Opsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which rule differentiates which operator of the standard domain. */
final class VjpRules {

    private static final SortedMap<String, VjpRule> RULES = new TreeMap<>(Map.ofEntries(
            Map.entry("Conv", new ConvRule()),
            Map.entry("ConvTranspose", new ConvTransposeRule()),
            Map.entry("BatchNormalization", new BatchNormalizationRule()),
            Map.entry("Relu", ActivationRules::relu),
            Map.entry("LeakyRelu", ActivationRules::leakyRelu),
            Map.entry("PRelu", new PReluRule()),
            Map.entry("Clip", new ClipRule()),
            Map.entry("Sigmoid", ActivationRules::sigmoid),
            Map.entry("Tanh", ActivationRules::tanh),
            Map.entry("Sqrt", UnaryRules::sqrt),
            Map.entry("Neg", UnaryRules::neg),
            Map.entry("Add", ArithmeticRules::add),
            Map.entry("Sub", ArithmeticRules::sub),
            Map.entry("Mul", ArithmeticRules::mul),
            Map.entry("Div", ArithmeticRules::div),
            Map.entry("MatMul", new MatMulRule()),
            Map.entry("Gemm", new GemmRule()),
            Map.entry("Flatten", new ReshapeRule()),
            Map.entry("Reshape", new ReshapeRule()),
            Map.entry("Squeeze", new ReshapeRule()),
            Map.entry("Unsqueeze", new ReshapeRule()),
            Map.entry("Identity", new IdentityRule()),
            Map.entry("Dropout", new IdentityRule()),
            Map.entry("Cast", new IdentityRule()),
            Map.entry("Transpose", new TransposeRule()),
            Map.entry("Concat", new ConcatRule()),
            Map.entry("GlobalAveragePool", new GlobalAveragePoolRule()),
            Map.entry("AveragePool", new AveragePoolRule()),
            Map.entry("Resize", new ResizeRule()),
            Map.entry("MaxPool", new MaxPoolRule()),
            Map.entry("ReduceMean", ReductionRules::mean),
            Map.entry("ReduceSum", ReductionRules::sum),
            Map.entry("ReduceL2", ReductionRules::l2),
            Map.entry("ReduceL1", ReductionRules::l1),
            Map.entry("ReduceSumSquare", ReductionRules::sumSquare),
            Map.entry("ReduceLogSumExp", ReductionRules::logSumExp),
            Map.entry("ReduceLogSum", ReductionRules::logSum),
            Map.entry("ReduceProd", ReductionRules::product),
            Map.entry("ReduceMax", ReductionRules::extremum),
            Map.entry("ReduceMin", ReductionRules::extremum),
            Map.entry("GlobalMaxPool", ReductionRules::globalMaxPool),
            Map.entry("Exp", UnaryRules::exp),
            Map.entry("Log", UnaryRules::log),
            Map.entry("Abs", UnaryRules::abs),
            Map.entry("Reciprocal", UnaryRules::reciprocal),
            Map.entry("Erf", UnaryRules::erf),
            Map.entry("Sin", UnaryRules::sin),
            Map.entry("Cos", UnaryRules::cos),
            Map.entry("Elu", ActivationRules::elu),
            Map.entry("Selu", ActivationRules::selu),
            Map.entry("Celu", ActivationRules::celu),
            Map.entry("Softplus", ActivationRules::softplus),
            Map.entry("Softsign", ActivationRules::softsign),
            Map.entry("ThresholdedRelu", ActivationRules::thresholdedRelu),
            Map.entry("HardSigmoid", ActivationRules::hardSigmoid),
            Map.entry("HardSwish", ActivationRules::hardSwish),
            Map.entry("Gelu", ActivationRules::gelu),
            Map.entry("Sum", ArithmeticRules::sum),
            Map.entry("Mean", ArithmeticRules::sum),
            Map.entry("Max", ArithmeticRules::extremum),
            Map.entry("Min", ArithmeticRules::extremum),
            Map.entry("Pow", ArithmeticRules::pow),
            Map.entry("Where", ArithmeticRules::where),
            Map.entry("Expand", new ExpandRule()),
            Map.entry("Tile", new TileRule()),
            Map.entry("Pad", new PadRule()),
            Map.entry("Slice", new SliceRule()),
            Map.entry("Split", new SplitRule()),
            Map.entry("Gather", new GatherRule()),
            Map.entry("Softmax", SoftmaxRules::softmax),
            Map.entry("LogSoftmax", SoftmaxRules::logSoftmax),
            Map.entry("LayerNormalization", NormalizationRules::layer),
            Map.entry("InstanceNormalization", NormalizationRules::instance),
            Map.entry("LpNormalization", NormalizationRules::lp),
            Map.entry("LRN", new LocalResponseRule()),
            Map.entry("GroupNormalization", NormalizationRules::group),
            Map.entry("RMSNormalization", NormalizationRules::rootMeanSquare),
            Map.entry("MeanVarianceNormalization", NormalizationRules::meanVariance),
            Map.entry("Mish", ActivationRules::mish),
            Map.entry("Swish", ActivationRules::swish),
            Map.entry("DepthToSpace", BlockRules::depthToSpace),
            Map.entry("SpaceToDepth", BlockRules::spaceToDepth),
            Map.entry("GatherElements", new GatherElementsRule()),
            Map.entry("Einsum", new EinsumRule())));

    private VjpRules() {}

    /** The rule for a node, or null. */
    static VjpRule of(NodeProto node) {
        return Opsets.isStandard(node.getDomain()) ? RULES.get(node.getOpType()) : null;
    }

    /** Why there is none. */
    static String missing(NodeProto node) {
        return switch (node.getOpType()) {
            case "If" -> "which branch it takes depends on the picture or on the number of pictures";
            case "Loop", "Scan" -> "a loop; export the model with its loops unrolled";
            default -> "no rule for this operator";
        };
    }

    static SortedSet<String> operators() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(RULES.keySet()));
    }
}
