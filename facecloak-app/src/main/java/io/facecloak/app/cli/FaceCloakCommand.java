package io.facecloak.app.cli;

import io.facecloak.internal.storage.FileNames;
import io.facecloak.model.FaceModels;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command that holds all others. */
@Command(
        name = "facecloak",
        mixinStandardHelpOptions = true,
        versionProvider = FaceCloakCommand.Version.class,
        description = {
            "Protects photos of a person from face recognition: learns a personal cloak from one photo, once, and adds"
                    + " it to any photo of that person. People still recognise the person; face recognisers take them for"
                    + " somebody else more often.",
            "Everything happens on this computer; nothing is sent anywhere, and only models pull uses the network."
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:could not be done; one sentence says why",
            "2:wrong arguments",
            "3:some photos or models failed, the others are done",
            "4:check --strict: still recognised",
            "5:apply: some photos need a look: the person may be in them unprotected",
            "130:cancelled"
        },
        footerHeading = "%nThe usual way:%n",
        footer = {
            "  facecloak learn me.jpg -o me.cloak            once, seconds to minutes",
            "  facecloak apply -c me.cloak photos -o protected   copies of all photos in a folder, refined",
            "  facecloak check -c me.cloak -s me.jpg party.jpg   what recognisers see, before and after",
            "  facecloak serve                               the same in a browser",
            "",
            "Shell completion (bash, zsh): source <(facecloak generate-completion)",
            "More on a command: facecloak COMMAND --help"
        })
final class FaceCloakCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private FaceCloakCommand() {}

    /**
     * The whole command line.
     *
     * @param models opens a directory of models, or the usual ones
     * @param cancelled whether the user wants the program to end
     */
    static CommandLine commandLine(
            Console console, Function<Optional<Path>, FaceModels> models, BooleanSupplier cancelled) {
        Supplier<CommonOptions> common = () -> new CommonOptions(console, models, cancelled);
        Supplier<OutputOptions> output = () -> new OutputOptions(console, cancelled);
        CommandLine line = new CommandLine(new FaceCloakCommand())
                .addSubcommand(new LearnCommand(common.get()))
                .addSubcommand(new ApplyCommand(common.get()))
                .addSubcommand(new ConfirmCommand(common.get()))
                .addSubcommand(new CheckCommand(common.get()))
                .addSubcommand(new EvaluateCommand(common.get()))
                .addSubcommand(new InfoCommand(common.get()))
                .addSubcommand(new InspectCommand(common.get()))
                .addSubcommand(new ServeCommand(common.get()))
                .addSubcommand(new CommandLine(new ModelsCommand())
                        .addSubcommand(new ModelsCommand.ListCommand(common.get()))
                        .addSubcommand(new CatalogueCommand(output.get()))
                        .addSubcommand(new PullCommand(output.get()))
                        .addSubcommand(new VerifyCommand(output.get())))
                .addSubcommand(new GenerateCompletion())
                .addSubcommand(new HelpCommand());
        ErrorReport errors = new ErrorReport(console);
        return line.registerConverter(Path.class, FaceCloakCommand::path)
                .setOut(new PrintWriter(console.out(), true))
                .setErr(new PrintWriter(console.err(), true))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(true)
                .setExecutionExceptionHandler(errors::onFailure)
                .setParameterExceptionHandler(errors::onWrongArguments);
    }

    private static Path path(String typed) {
        try {
            return FileNames.path(typed);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + typed + "': " + e.getReason());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "FaceCloak "
                        + Optional.ofNullable(
                                        FaceCloakCommand.class.getPackage().getImplementationVersion())
                                .orElse("development"),
                "Java " + System.getProperty("java.version") + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
            };
        }
    }
}
