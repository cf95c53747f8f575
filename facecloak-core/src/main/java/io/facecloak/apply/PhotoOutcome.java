package io.facecloak.apply;

import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What became of one file of a {@link io.facecloak.FolderProtection}.
 *
 * @param target the protected copy where there is one, else the one wished for
 * @param faces what became of each face; empty unless the photo was searched for faces
 * @param rewritten how much of the picture was encoded for the copy; empty unless one was written, which photos without a cloaked face
 *     get only {@linkplain io.facecloak.FolderProtection#withCopyUnprotected on request}
 * @param notes what the copy lacks, or has in another way, although the options do not ask for that; empty unless one was written
 * @param failure why there is no copy: for {@link Status#FAILED}, {@link Status#NO_PHOTO} and {@link Status#MARKED}
 */
public record PhotoOutcome(
        Path source,
        Path target,
        Status status,
        List<FaceOutcome> faces,
        Optional<RewrittenPixels> rewritten,
        Set<PhotoNote> notes,
        Optional<Exception> failure) {

    /** In short. */
    public enum Status {
        /** At least one face is cloaked; the copy was written. */
        PROTECTED,
        /** No face is cloaked, but at least one is perhaps the person ({@link Decision#PERHAPS_PERSON}). */
        PERHAPS_PERSON,
        /** No face is cloaked: there are only other people's. */
        OTHER_PERSON,
        /** No face is cloaked: none was found that is large enough and inside the photo. */
        NO_FACE,
        /** The copy exists, from an earlier run; left as it is. */
        EXISTING,
        /** The source is marked as already cloaked; nothing was written. */
        MARKED,
        /** Neither by content nor by name a photo; nothing was written. */
        NO_PHOTO,
        /** There is no protected copy, though there should be. */
        FAILED,
        /** The run was cancelled before this file was done; nothing was written. */
        CANCELLED;

        /** The status of a photo whose faces came out like this: {@link #PROTECTED} or one of the three without a cloaked face. */
        public static Status of(List<FaceOutcome> faces) {
            Set<Decision> decisions = EnumSet.noneOf(Decision.class);
            faces.forEach(face -> decisions.add(face.decision()));
            if (decisions.contains(Decision.CLOAKED)) {
                return PROTECTED;
            }
            if (decisions.contains(Decision.PERHAPS_PERSON)) {
                return PERHAPS_PERSON;
            }
            return decisions.contains(Decision.OTHER_PERSON) ? OTHER_PERSON : NO_FACE;
        }
    }

    public PhotoOutcome {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(rewritten, "rewritten");
        Objects.requireNonNull(failure, "failure");
        faces = List.copyOf(Objects.requireNonNull(faces, "faces"));
        Objects.requireNonNull(notes, "notes");
        notes = notes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(notes));
    }

    /** Number of cloaked faces. */
    public int cloaked() {
        return (int) faces.stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .count();
    }

    /** Number of faces that were not looked at, since the photo shows more than {@link ProtectionOptions#maxFaces}. */
    public int tooMany() {
        return (int) faces.stream()
                .filter(face -> face.decision() == Decision.TOO_MANY)
                .count();
    }

    /**
     * Whether somebody should look at the photo, since the person may be in it without protection: they are perhaps one of its faces, nobody
     * was found, or there are {@linkplain #tooMany more faces} than were looked at.
     */
    public boolean needsLook() {
        return status == Status.PERHAPS_PERSON || status == Status.NO_FACE || tooMany() > 0;
    }

    /** One sentence on the failure, which names the file; empty without one. */
    public String problem() {
        return failure.map(this::sentence).orElse("");
    }

    private String sentence(Exception reason) {
        if (reason instanceof NoSuchFileException) {
            return source + " does not exist";
        }
        String message = String.valueOf(reason.getMessage());
        // What is not about files, such as a model's failure, does not know on which one it happened.
        return message.contains(String.valueOf(source.getFileName())) ? message : source + ": " + message;
    }
}
