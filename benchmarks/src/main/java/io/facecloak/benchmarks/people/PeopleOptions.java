package io.facecloak.benchmarks.people;

import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.PhotoFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** People, probes and strangers for a command line. The first photo of a person is the seed; the gallery holds all of a person's photos. */
public final class PeopleOptions {

    @Option(names = "--people", required = true, description = "folder with one folder of photos per person")
    private Path people;

    @Option(
            names = "--split",
            defaultValue = "TUNE",
            description =
                    "${COMPLETION-CANDIDATES}: choose on TUNE, report REPORT; SPLIT.tsv in the folder, else halves by name")
    private Split split;

    @Option(
            names = "--people-limit",
            defaultValue = "1000000",
            description = "at most so many people, evenly spread over the names; the same every time")
    private int peopleLimit;

    @Option(
            names = "--probes",
            defaultValue = "1000000",
            description = "at most so many probes per person, evenly spread over the person's photos")
    private int probes;

    @Option(
            names = "--distractors",
            required = true,
            description = "folder with photos of strangers, of the same source as the people's")
    private Path distractors;

    @Option(names = "--distractor-count", defaultValue = "1000000", description = "how many strangers, in name order")
    private int distractorCount;

    /** Such as {@code lfw-handed/report}. */
    public String name() {
        return people.getFileName() + "/" + split.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IOException if a folder or the split cannot be read
     */
    public FaceDataset dataset() throws IOException {
        FaceDataset all = FaceDataset.withFirstPhotosAsSeeds(
                PhotoFolders.people(people), 1, PhotoFolders.distractors(distractors));
        List<String> chosen = FaceDataset.spread(split.of(people, all.identities()), peopleLimit);
        return all.withPeople(chosen).withProbesPerPerson(probes).limitedTo(chosen.size(), distractorCount);
    }
}
