package io.facecloak.examples.spark;

import io.facecloak.Preset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link LearnCloaks} from the command line. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description = "Learns one cloak for each user of a table (user, path of a seed photo).")
final class LearnCommand implements Runnable {

    @Mixin
    private TableOptions tables;

    @Option(
            names = "--preset",
            defaultValue = "BALANCED",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Preset preset;

    @Option(names = "--iterations", defaultValue = "0", description = "Steps of learning; default: the preset's.")
    private int iterations;

    @Option(
            names = "--forget-person",
            description = "Keep no biometric templates in the cloak files; the largest face of a photo is cloaked.")
    private boolean forgetPerson;

    @Option(
            names = "--users-per-task",
            defaultValue = "10",
            paramLabel = "N",
            description = "Default ${DEFAULT-VALUE}.")
    private int usersPerTask;

    @Override
    public void run() {
        LearnSettings settings = new LearnSettings(
                tables.photos(),
                tables.cloaks(),
                tables.models(),
                preset,
                iterations,
                !forgetPerson,
                tables.overwrite(),
                usersPerTask);
        tables.run("FaceCloak: learn", new LearnCloaks(settings)::outcomes);
    }
}
