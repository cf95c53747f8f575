package io.facecloak.app.cli;

import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Synthesizer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The models that the other commands work with. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description =
                "Tells which detector and recognisers the other commands use, and fetches models of others when asked to.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  facecloak models list --models my-models",
            "  facecloak models catalogue                 what can be fetched",
            "  facecloak models pull sface                fetches and verifies a model",
            "  facecloak models verify"
        })
final class ModelsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Loads and lists them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Loads the models and lists them.")
    static final class ListCommand implements Callable<Integer> {

        private static final int SHOWN_FINGERPRINT = 16;

        /** What a program reads; {@code generator} is null without one. */
        private record Result(List<Recogniser> recognisers, String generator) {}

        private record Recogniser(String name, int dimension, double threshold, String fingerprint) {

            static Recogniser of(Embedder embedder) {
                return new Recogniser(
                        embedder.name(), embedder.dimension(), embedder.matchThreshold(), embedder.fingerprint());
            }
        }

        @Mixin
        private final CommonOptions common;

        ListCommand(CommonOptions common) {
            this.common = common;
        }

        @Override
        public Integer call() {
            try (FaceModels models = common.openModels()) {
                // Loads it, so that a broken one is told here.
                models.detector();
                List<Recogniser> recognisers =
                        models.embedders().stream().map(Recogniser::of).toList();
                String generator = models.synthesizer().map(Synthesizer::name).orElse(null);
                if (common.json()) {
                    common.console().json(new Result(recognisers, generator));
                } else {
                    print(recognisers, generator);
                }
            }
            return ExitCode.DONE;
        }

        private void print(List<Recogniser> recognisers, String generator) {
            Console console = common.console();
            console.line("%-26s %-10s %-18s %s", "recogniser", "numbers", "same person from", "fingerprint");
            for (Recogniser recogniser : recognisers) {
                String fingerprint = recogniser.fingerprint();
                console.line(
                        "%-26s %-10d %-18.2f %s",
                        recogniser.name(),
                        recogniser.dimension(),
                        recogniser.threshold(),
                        fingerprint.substring(0, Math.min(SHOWN_FINGERPRINT, fingerprint.length())));
            }
            console.line("generator of synthetic faces: %s", generator == null ? "none, seeds are varied" : generator);
        }
    }
}
