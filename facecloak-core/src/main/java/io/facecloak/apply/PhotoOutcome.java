package io.facecloak.apply;

import io.facecloak.image.RewrittenPixels;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one file of a {@link FolderProtection}.
 *
 * @param target the protected copy where there is one, else the one wished for
 * @param faces what became of each face; empty unless a copy was written
 * @param rewritten how much of the picture was encoded for the copy; empty unless one was written
 * @param failure why there is no copy: for {@link Status#FAILED}, {@link Status#NO_PHOTO} and {@link Status#MARKED}
 */
public record PhotoOutcome(
        Path source,
        Path target,
        Status status,
        List<FaceOutcome> faces,
        Optional<RewrittenPixels> rewritten,
        Optional<Exception> failure) {

    /** In short. */
    public enum Status {
        /** A copy with at least one cloaked face was written. */
        PROTECTED,
        /** A copy was written in which no face is cloaked: there is none, or none that the policy chooses. */
        NOTHING_TO_CLOAK,
        /** The copy exists, from an earlier run; left as it is. */
        EXISTING,
        /** The source is marked as already cloaked; nothing was written. */
        MARKED,
        /** Neither by content nor by name a photo; nothing was written. */
        NO_PHOTO,
        /** There is no protected copy, though there should be. */
        FAILED,
        /** The run was cancelled before this file's turn. */
        CANCELLED
    }

    public PhotoOutcome {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(rewritten, "rewritten");
        Objects.requireNonNull(failure, "failure");
        faces = List.copyOf(faces);
    }

    /** Number of cloaked faces. */
    public int cloaked() {
        return (int) faces.stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .count();
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
