package io.facecloak.examples.spark;

import io.facecloak.apply.FacePolicy;
import io.facecloak.image.PhotoLimits;
import java.io.File;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link ProtectPhotos} from the command line. */
@Command(
        name = "protect",
        mixinStandardHelpOptions = true,
        description = "Writes protected copies of the photos of a table (user, path).")
final class ProtectCommand implements Runnable {

    private static final long MEGA = 1_000_000;

    @Mixin
    private TableOptions tables;

    @Option(names = "--output", required = true, paramLabel = "FOLDER", description = "Where the copies go.")
    private File output;

    @Option(
            names = "--faces",
            description =
                    "Which faces: ${COMPLETION-CANDIDATES}; default: MATCH_OR_MAIN, or LARGEST if the cloak remembers"
                            + " no person.")
    private FacePolicy faces;

    @Option(
            names = "--refinement",
            defaultValue = "OFF",
            paramLabel = "HOW",
            description =
                    "How far the cloak is refined on each photo's faces: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}."
                            + " It protects far better, but takes a second or more of all cores per cloaked face.")
    private PhotoRefinement refinement;

    @Option(
            names = "--no-similarity",
            description = "Do not measure the similarity to the person before and after, which runs the recognisers.")
    private boolean noSimilarity;

    @Option(
            names = "--max-megapixels",
            defaultValue = "200",
            paramLabel = "N",
            description = "Larger photos are recorded as failed; default ${DEFAULT-VALUE}.")
    private long maxMegapixels;

    @Option(
            names = "--photos-per-task",
            defaultValue = "500",
            paramLabel = "N",
            description = "Default ${DEFAULT-VALUE}.")
    private int photosPerTask;

    @Override
    public void run() {
        ProtectSettings settings = new ProtectSettings(
                tables.photos(),
                tables.cloaks(),
                output,
                tables.models(),
                faces,
                refinement,
                !noSimilarity,
                tables.overwrite(),
                new ProtectSettings.Limits(maxMegapixels * MEGA, PhotoLimits.DEFAULT.maxBytes()),
                photosPerTask);
        tables.run("FaceCloak: protect", new ProtectPhotos(settings)::outcomes);
    }
}
