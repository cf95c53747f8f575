package io.facecloak.benchmarks;

import io.facecloak.benchmarks.BenchmarkTable.Row;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH with JMH's own arguments and its profiler of allocations, and prints one table with ratios at the end. */
final class RunBenchmarks {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private RunBenchmarks() {}

    public static void main(String[] arguments) throws IOException, RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(arguments);
        if (options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats()) {
            Main.main(arguments);
            return;
        }
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(options)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        System.out.println();
        BenchmarkTable.lines(rows(results)).forEach(System.out::println);
    }

    private static List<Row> rows(Collection<RunResult> results) {
        return results.stream().map(RunBenchmarks::row).toList();
    }

    private static Row row(RunResult result) {
        BenchmarkParams parameters = result.getParams();
        String name = parameters.getBenchmark();
        int method = name.lastIndexOf('.');
        Result<?> primary = result.getPrimaryResult();
        return new Row(
                name.substring(name.lastIndexOf('.', method - 1) + 1, method),
                name.substring(method + 1),
                parameters.getParamsKeys().stream()
                        .map(key -> key + "=" + parameters.getParam(key))
                        .collect(Collectors.joining(" ")),
                primary.getScore(),
                primary.getScoreError(),
                primary.getScoreUnit(),
                allocated(result));
    }

    private static OptionalDouble allocated(RunResult result) {
        return result.getSecondaryResults().keySet().stream()
                .filter(key -> key.endsWith(ALLOCATED))
                .mapToDouble(key -> result.getSecondaryResults().get(key).getScore())
                .findFirst();
    }
}
