package io.facecloak.benchmarks;

import io.facecloak.benchmarks.ablation.Ablation;
import io.facecloak.benchmarks.ablation.CellStore;
import io.facecloak.benchmarks.ablation.Grid;
import io.facecloak.benchmarks.ablation.Surrogates;
import io.facecloak.evaluation.report.Report;
import io.facecloak.evaluation.report.ReportWriter;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the grid of a JSON file (see {@link Grid}) and writes a report. Stopped and started again, it continues where it stopped. */
@Command(
        name = "AblationCommand",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures every cell of a grid of settings and writes a report.")
public final class AblationCommand implements Callable<Integer> {

    @Mixin
    private ExperimentOptions experiment;

    @Option(names = "--grid", required = true, description = "JSON file, such as benchmarks/grids/paper.json")
    private Path grid;

    @Option(
            names = "--out",
            required = true,
            description = "folder for the report; its cells/ keeps results between runs of one version of the library")
    private Path out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AblationCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Grid cells = Grid.read(grid);
        try (FaceModels models = experiment.openModels();
                ExperimentOptions.Prepared prepared = experiment.prepare(models)) {
            List<Ablation.SweepResult> results = new Ablation(
                            prepared.experiment(),
                            models,
                            prepared.conditions(),
                            new CellStore(out.resolve("cells")),
                            experiment.progress())
                    .run(cells);
            Map<String, String> settings = prepared.facts(models);
            settings.put("grid", grid.toString());
            Report report = new Report(
                    "FaceCloak: ablations", settings, Set.of(), List.of(), sweeps(results, models), List.of(), false);
            System.out.println(ReportWriter.write(report, out));
        }
        return 0;
    }

    private static List<Report.Sweep> sweeps(List<Ablation.SweepResult> results, FaceModels models) {
        List<Report.Sweep> sweeps = new ArrayList<>();
        for (Ablation.SweepResult result : results) {
            List<Report.Point> points = new ArrayList<>();
            for (int i = 0; i < result.results().size(); i++) {
                Grid.Cell cell = result.sweep().cells().get(i);
                Set<String> surrogates = Surrogates.named(cell.settings().surrogates(), models).stream()
                        .map(Embedder::name)
                        .collect(Collectors.toSet());
                points.add(new Report.Point(
                        cell.label(), surrogates, result.results().get(i)));
            }
            sweeps.add(new Report.Sweep(
                    result.sweep().name(), String.join(", ", result.sweep().axes()), points));
        }
        return sweeps;
    }
}
