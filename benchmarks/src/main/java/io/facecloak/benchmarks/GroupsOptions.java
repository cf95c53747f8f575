package io.facecloak.benchmarks;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.GroupsExperiment;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.evaluation.TargetGroups;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The paper's verification by groups of identities, for a command line. */
final class GroupsOptions {

    @Option(
            names = "--groups",
            defaultValue = "0",
            description =
                    "measures verification by groups of identities too: into how many groups the people are divided, each with a"
                            + " target that its faces shall be taken for (the paper: 5 groups of 1,000 people, --epsilon 12); 0: not")
    private int groups;

    @Option(
            names = "--targets",
            description = "photos of the groups' targets; default: the strangers beyond --distractor-count")
    private Path targets;

    @Option(names = "--groups-far", defaultValue = "0.01", description = "false accept rate of the groups' thresholds")
    private double falseAcceptRate;

    @Option(names = "--groups-seed", defaultValue = "0", description = "of the division into groups")
    private long seed;

    /**
     * One photo of every person, in groups; nothing unless groups were asked for.
     *
     * @throws IllegalArgumentException if there are too few people, targets, or photos for the rate
     */
    Optional<GroupsExperiment> prepare(
            ExperimentOptions options, ExperimentOptions.Prepared prepared, FaceModels models) throws IOException {
        if (groups == 0) {
            return Optional.empty();
        }
        List<FacePhoto> others = targets == null ? prepared.spareStrangers() : PhotoFolders.distractors(targets);
        if (others.size() < groups) {
            throw new IllegalArgumentException(groups + " groups need as many targets, but there are " + others.size()
                    + ": give --targets, or leave strangers over with a smaller --distractor-count");
        }
        List<FacePhoto> faces = prepared.dataset().identities().stream()
                .map(identity -> prepared.dataset().probesOf(identity).get(0))
                .toList();
        return Optional.of(new GroupsExperiment(
                TargetGroups.draw(faces, others, groups, seed),
                prepared.dataset().gallery(),
                models.detector(),
                models.embedders(),
                options.crop(),
                falseAcceptRate,
                options.embeddingCache(),
                options.progress()));
    }
}
