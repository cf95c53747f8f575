package io.facecloak.examples.spark;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program for {@code spark-submit}: {@code learn} and {@code protect}. Exit code 0 if the job ran, whatever became of single photos. */
@Command(
        name = "facecloak-spark",
        mixinStandardHelpOptions = true,
        description = "Learns cloaks for many people and protects many photos on an Apache Spark cluster.",
        subcommands = {LearnCommand.class, ProtectCommand.class, BenchmarkCommand.class})
public final class SparkJobs {

    private SparkJobs() {}

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        // A driver that returns is asked for nothing more; one that exits in cluster mode is taken for failed.
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new SparkJobs()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
