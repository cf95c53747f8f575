package io.facecloak.app.cli;

import io.facecloak.FaceCloak;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Teaches a cloak further photos of its person. */
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Adds photos of the person to a cloak, so that apply recognises them in more photos.",
            "Meant for photos of which apply says 'perhaps the person'. The cloak itself stays as it is; the photos"
                    + " are not kept."
        },
        footerHeading = "%nExample:%n",
        footer = {"  facecloak confirm -c me.cloak me-in-the-sun.jpg"})
final class ConfirmCommand implements Callable<Integer> {

    /** What a program reads. */
    private record Result(Path cloak, List<Path> photos, int templates) {}

    @Parameters(
            arity = "1..*",
            paramLabel = "PHOTO",
            description = "Photo of the person; nobody else in it may be as large.")
    private List<Path> photos;

    @Option(
            names = {"-c", "--cloak"},
            required = true,
            paramLabel = "CLOAK",
            description = "The cloak file, which is replaced once all photos are added.")
    private Path cloakFile;

    @Mixin
    private final CommonOptions common;

    ConfirmCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException {
        try (FaceModels models = common.openModels()) {
            FaceCloak cloak = FaceCloak.load(cloakFile, models, ProtectionOptions.DEFAULT);
            for (Path photo : photos) {
                cloak = cloak.withConfirmed(photo);
            }
            cloak.save(cloakFile);
            if (common.json()) {
                common.console()
                        .json(new Result(
                                cloakFile, photos, cloak.mask().templates().size()));
            } else {
                common.console().line("%s: %d photos of the person added", cloakFile, photos.size());
            }
        }
        return ExitCode.DONE;
    }
}
