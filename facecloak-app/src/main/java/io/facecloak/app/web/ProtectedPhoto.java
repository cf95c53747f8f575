package io.facecloak.app.web;

import io.facecloak.app.Strength;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.evaluation.comparison.Similarity;
import io.facecloak.image.PhotoNote;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A photo and its protected copy, as files in memory. Nobody changes the arrays.
 *
 * @param width of the upright picture in pixels
 * @param notes what the copy lacks, or has in another way, although nobody asked for that
 * @param strength how far the cloak was refined; empty: not at all
 * @param seconds how long finding the faces and cloaking them took
 */
record ProtectedPhoto(
        String id,
        String name,
        int width,
        int height,
        PictureFile original,
        PictureFile protectedCopy,
        List<FaceOutcome> faces,
        List<Similarity> similarities,
        Set<PhotoNote> notes,
        Optional<Strength> strength,
        double seconds) {

    ProtectedPhoto {
        faces = List.copyOf(faces);
        similarities = List.copyOf(similarities);
        notes = Set.copyOf(notes);
    }

    /** Whether a face is cloaked, and if not, why. */
    PhotoOutcome.Status status() {
        return PhotoOutcome.Status.of(faces);
    }

    /** Number of faces that were not looked at, since there are too many. */
    int tooMany() {
        return (int) faces.stream()
                .filter(face -> face.decision() == Decision.TOO_MANY)
                .count();
    }

    long bytes() {
        return (long) original.content().length + protectedCopy.content().length;
    }
}
