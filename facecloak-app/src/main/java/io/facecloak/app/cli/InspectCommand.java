package io.facecloak.app.cli;

import io.facecloak.onnx.internal.inspect.ModelInspector;
import io.facecloak.onnx.internal.inspect.ModelReport;
import io.facecloak.onnx.internal.inspect.ModelReport.Gradient;
import io.facecloak.onnx.internal.inspect.ModelReport.OperatorUse;
import io.facecloak.onnx.internal.inspect.ModelReport.TensorDescription;
import io.facecloak.onnx.internal.inspect.ModelReport.Weights;
import io.facecloak.onnx.internal.recogniser.InputConvention;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a model file holds. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells what an ONNX model file holds, and whether a cloak can be learnt on it: inputs and outputs, parameters, work per "
                    + "picture, operators, how its pixels are taken to be scaled, and whether gradients flow through it.",
            "The file is only read."
        },
        footerHeading = "%nExample:%n",
        footer = "  facecloak inspect models/recognisers/w600k_r50.onnx")
final class InspectCommand implements Callable<Integer> {

    /** What a program reads; if the model is not a recogniser, {@code input} is null and {@code objection} says why. */
    private record Result(
            Path file,
            String producer,
            SortedMap<String, Long> operatorSets,
            List<TensorDescription> inputs,
            List<TensorDescription> outputs,
            List<OperatorUse> operators,
            Weights weights,
            long multiplyAdds,
            int unknownWork,
            InputConvention input,
            String objection,
            Gradient gradient) {

        static Result of(Path file, ModelReport report) {
            return new Result(
                    file,
                    report.producer(),
                    new TreeMap<>(report.operatorSets()),
                    report.inputs(),
                    report.outputs(),
                    report.operators(),
                    report.weights(),
                    report.multiplyAdds(),
                    report.unknownWork(),
                    report.convention().orElse(null),
                    report.objection().orElse(null),
                    report.gradient());
        }
    }

    @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
    private Path file;

    @Mixin
    private final CommonOptions common;

    InspectCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() {
        ModelReport report = ModelInspector.inspect(file);
        if (common.json()) {
            common.console().json(Result.of(file, report));
        } else {
            report.toString().lines().forEach(line -> common.console().line("%s", line));
        }
        return ExitCode.DONE;
    }
}
