package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Recipe, models and people: what the commands that show faces have in common. */
final class LookOptions {

    @Option(names = "--recipe", defaultValue = "balanced", description = "preset to show")
    private String recipe;

    @Option(
            names = "--models",
            description = "directory of models to learn cloaks and find faces with; default: the bundled ones")
    private Path models;

    @Option(
            names = "--people",
            required = true,
            description =
                    "one folder of photos per person; the first photo of each is learnt from, later ones are shown")
    private Path people;

    @Option(
            names = "--part",
            defaultValue = "tune",
            description = "which people, where the folder has a SPLIT.tsv: tune, report or all")
    private String part;

    @Option(names = "--large", description = "folder of large portraits in the same layout, or named identity_k.jpg")
    private Path large;

    LookMaker maker() {
        FaceModels opened = models == null ? FaceModels.bundled() : FaceModels.directory(models);
        return new LookMaker(LookRecipe.named(recipe), opened, System.err::println);
    }

    List<Sitter> people() throws IOException {
        return Sitter.of(PeopleSplit.part(PhotoFolders.people(people), people, part));
    }

    List<Sitter> portraits() throws IOException {
        return large == null ? List.of() : Sitter.of(PhotoFolders.people(large));
    }
}
