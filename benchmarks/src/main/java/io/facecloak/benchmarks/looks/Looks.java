package io.facecloak.benchmarks.looks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a recipe's photos look like; docs/blind-look.md describes the blind look. */
@Command(
        name = "looks.sh",
        mixinStandardHelpOptions = true,
        description = "What protected photos look like: to oneself, with figures, and to people who do not know.")
public final class Looks {

    private Looks() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Looks()).setExecutionExceptionHandler((exception, command, result) -> {
            if (exception instanceof IOException || exception instanceof IllegalArgumentException) {
                command.getErr().println(exception.getMessage());
                return command.getCommandSpec().exitCodeOnExecutionException();
            }
            throw exception;
        });
    }

    @Command(
            name = "sheets",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Writes contact sheets (original, protected, difference threefold) and figures.tsv.")
    int sheets(
            @Mixin LookOptions options,
            @Option(names = "--people-count", defaultValue = "12", description = "how many people, in name order")
                    int peopleCount,
            @Option(names = "--photos-each", defaultValue = "2", description = "how many photos of each")
                    int photosEach,
            @Option(names = "--out", required = true, description = "folder for the sheets") Path out)
            throws IOException {
        Files.createDirectories(out);
        Optional<Butteraugli> butteraugli = Butteraugli.onPath();
        if (butteraugli.isEmpty()) {
            System.err.println("butteraugli_main is not installed (Debian: libjxl-devtools); its column stays empty");
        }
        ContactSheets sheets = new ContactSheets(options.maker(), butteraugli, out);
        sheets.faces("people", options.people(), peopleCount, photosEach);
        sheets.photos("large", options.portraits());
        sheets.writeFigures();
        sheets.summary().forEach(System.out::println);
        return 0;
    }

    @Command(
            name = "blind",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Writes a sheet for the blind look: numbered faces, half of them cloaked, and a form.")
    int blind(
            @Mixin LookOptions options,
            @Option(names = "--faces", defaultValue = "24", description = "how many faces, an even number") int faces,
            @Option(
                            names = "--seed",
                            required = true,
                            description = "draws the faces and their order; never tell reviewers")
                    long seed,
            @Option(names = "--out", required = true, description = "new folder, the only one that reviewers see")
                    Path out,
            @Option(names = "--key", required = true, description = "file for the key, outside that folder") Path key)
            throws IOException {
        BlindKey written =
                new BlindSheet(options.maker(), faces, seed).write(options.people(), options.portraits(), out, key);
        System.out.println("sheet " + written.sheet() + ": " + faces + " faces in " + out + ", key in " + key);
        return 0;
    }

    @Command(name = "score", mixinStandardHelpOptions = true, description = "Scores forms that reviewers filled in.")
    int score(
            @Option(
                            names = "--key",
                            required = true,
                            description = "key of a sheet; repeat for several sheets of a recipe")
                    List<Path> keys,
            @Parameters(arity = "1..*", paramLabel = "ANSWERS", description = "forms that were filled in")
                    List<Path> forms)
            throws IOException {
        List<BlindKey> read = new ArrayList<>();
        for (Path key : keys) {
            read.add(BlindKey.read(key));
        }
        List<BlindAnswers> answers = new ArrayList<>();
        for (Path form : forms) {
            answers.add(BlindAnswers.read(form));
        }
        BlindScore.of(read, answers).lines().forEach(System.out::println);
        return 0;
    }
}
