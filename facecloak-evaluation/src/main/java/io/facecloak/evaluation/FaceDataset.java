package io.facecloak.evaluation;

import io.facecloak.internal.storage.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The photos of one evaluation (paper, section IV-A2). Immutable and thread-safe.
 *
 * @param seeds what protections may learn from
 * @param probes what is protected and then searched for
 * @param gallery clean photos of the probes' people; for every probe, all of them but its own original are in the gallery
 * @param distractors photos of strangers in the gallery
 */
public record FaceDataset(
        List<FacePhoto> seeds, List<FacePhoto> probes, List<FacePhoto> gallery, List<FacePhoto> distractors) {

    /**
     * @throws IllegalArgumentException if there is no probe, a probe's person has no seed, or no other photo in the gallery
     */
    public FaceDataset {
        seeds = List.copyOf(seeds);
        probes = List.copyOf(probes);
        gallery = List.copyOf(gallery);
        distractors = List.copyOf(distractors);
        if (probes.isEmpty()) {
            throw new IllegalArgumentException("probes must not be empty");
        }
        Set<String> seeded = seeds.stream().map(FacePhoto::identity).collect(Collectors.toSet());
        Map<String, Set<String>> names = gallery.stream()
                .collect(Collectors.groupingBy(
                        FacePhoto::identity, Collectors.mapping(FacePhoto::name, Collectors.toSet())));
        for (FacePhoto probe : probes) {
            if (!seeded.contains(probe.identity())) {
                throw new IllegalArgumentException("no seed photo of " + probe.identity());
            }
            Set<String> own = names.getOrDefault(probe.identity(), Set.of());
            if (own.size() - (own.contains(probe.name()) ? 1 : 0) < 1) {
                throw new IllegalArgumentException("no other photo of the person for probe " + probe);
            }
        }
    }

    /**
     * The first photos of every person are seeds, the others probes; the gallery holds all of them. People with too few photos are an
     * error, since leaving them out would change the figures silently.
     *
     * @param seedsPerPerson at least 1
     * @throws IllegalArgumentException if a person has fewer than {@code seedsPerPerson + 1} photos
     */
    public static FaceDataset withFirstPhotosAsSeeds(
            List<FacePhoto> people, int seedsPerPerson, List<FacePhoto> distractors) {
        if (seedsPerPerson < 1) {
            throw new IllegalArgumentException("seedsPerPerson must be at least 1, but is " + seedsPerPerson);
        }
        List<FacePhoto> seeds = new ArrayList<>();
        List<FacePhoto> probes = new ArrayList<>();
        byIdentity(people).forEach((identity, photos) -> {
            if (photos.size() <= seedsPerPerson) {
                throw new IllegalArgumentException(identity + " has " + photos.size() + " photos, but " + seedsPerPerson
                        + " seeds and at least one probe are needed");
            }
            seeds.addAll(photos.subList(0, seedsPerPerson));
            probes.addAll(photos.subList(seedsPerPerson, photos.size()));
        });
        return new FaceDataset(seeds, probes, people, distractors);
    }

    /**
     * The paper's: seeds from a set of their own, and only probes in the gallery.
     *
     * @throws IllegalArgumentException as for the constructor
     */
    public static FaceDataset withSeparateSeeds(
            List<FacePhoto> seeds, List<FacePhoto> probes, List<FacePhoto> distractors) {
        return new FaceDataset(seeds, probes, probes, distractors);
    }

    /** The first people and the first distractors, for quick looks. */
    public FaceDataset limitedTo(int people, int distractorCount) {
        FaceDataset some = withPeople(identities().stream().limit(people).toList());
        return new FaceDataset(
                some.seeds,
                some.probes,
                some.gallery,
                distractors.stream().limit(distractorCount).toList());
    }

    /**
     * These people alone, among the same distractors.
     *
     * @throws IllegalArgumentException if none of them is probed here
     */
    public FaceDataset withPeople(Collection<String> identities) {
        Set<String> kept = Set.copyOf(identities);
        return new FaceDataset(of(seeds, kept), of(probes, kept), of(gallery, kept), distractors);
    }

    /**
     * At most this many probes of every person, evenly spread over the person's probes: neighbours are often photos of one event. The gallery
     * stays, so that the people are as easy to find as before.
     *
     * @throws IllegalArgumentException if {@code count} is not positive
     */
    public FaceDataset withProbesPerPerson(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but is " + count);
        }
        List<FacePhoto> kept = new ArrayList<>();
        identities().forEach(identity -> kept.addAll(spread(probesOf(identity), count)));
        return new FaceDataset(seeds, kept, gallery, distractors);
    }

    /**
     * At most this many of the elements, evenly spread, in order; the same every time.
     *
     * @throws IllegalArgumentException if {@code count} is not positive
     */
    public static <T> List<T> spread(List<T> all, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but is " + count);
        }
        if (all.size() <= count) {
            return List.copyOf(all);
        }
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    /** The probed people, in the order of the probes. */
    public List<String> identities() {
        return List.copyOf(
                probes.stream().map(FacePhoto::identity).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The seeds of a person, in order. */
    public List<FacePhoto> seedsOf(String identity) {
        return of(seeds, Set.of(identity));
    }

    /** The probes of a person, in order. */
    public List<FacePhoto> probesOf(String identity) {
        return of(probes, Set.of(identity));
    }

    /**
     * SHA-256 over what every photo is and holds: equal for equal data sets, wherever they lie.
     *
     * @throws IOException if a photo cannot be read
     */
    public String contentHash() throws IOException {
        try {
            List<String> lines = Stream.of(seeds, probes, gallery, distractors)
                    .flatMap(photos -> Stream.concat(
                            Stream.of("--"), photos.parallelStream().map(FaceDataset::describe)))
                    .toList();
            return Sha256.hex(String.join("\n", lines));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String describe(FacePhoto photo) {
        try {
            return photo + " " + Sha256.hex(photo.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<FacePhoto>> byIdentity(List<FacePhoto> photos) {
        return photos.stream()
                .collect(Collectors.groupingBy(FacePhoto::identity, LinkedHashMap::new, Collectors.toList()));
    }

    private static List<FacePhoto> of(List<FacePhoto> photos, Set<String> identities) {
        return photos.stream()
                .filter(photo -> identities.contains(photo.identity()))
                .toList();
    }
}
