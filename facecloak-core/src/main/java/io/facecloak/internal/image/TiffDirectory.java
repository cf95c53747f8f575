package io.facecloak.internal.image;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory of a TIFF structure.
 *
 * @param entries its legible fields
 * @param damaged tags of fields whose value lies outside the structure
 * @param whole whether the structure does not end before the directory does
 */
record TiffDirectory(List<TiffEntry> entries, Set<Integer> damaged, boolean whole) {

    static final TiffDirectory EMPTY = of(List.of());

    static TiffDirectory of(List<TiffEntry> entries) {
        return new TiffDirectory(entries, Set.of(), true);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The field with a tag; of several, the first. */
    Optional<TiffEntry> find(int tag) {
        return entries.stream().filter(entry -> entry.tag() == tag).findFirst();
    }

    TiffDirectory kept(Predicate<TiffEntry> wanted) {
        return new TiffDirectory(entries.stream().filter(wanted).toList(), damaged, whole);
    }

    /** With a field in its place in the order of the tags, instead of any with the same tag. */
    TiffDirectory with(TiffEntry added) {
        return new TiffDirectory(
                Stream.concat(entries.stream().filter(entry -> entry.tag() != added.tag()), Stream.of(added))
                        .sorted(Comparator.comparingInt(TiffEntry::tag))
                        .toList(),
                damaged,
                whole);
    }
}
