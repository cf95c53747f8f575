package io.facecloak.apply;

import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A photo after cloaking, and what became of each of its faces.
 *
 * @param <P> what the photo came out as: a picture, the bytes of a file, a file, or a stream
 * @param photo a new picture, new bytes, the target file, or the stream written to; if nothing was {@linkplain #written written}, a file
 *     does not exist, and bytes are none
 * @param faces every face of the photo, in the order of the detector or of the caller who gave them
 * @param format in which the photo was written; empty for pictures and where nothing was written
 * @param rewritten how much of the picture was encoded; empty as {@code format} is
 * @param notes what the copy lacks, or has in another way, although the options do not ask for that
 */
public record Protection<P>(
        P photo,
        List<FaceOutcome> faces,
        Optional<PhotoFormat> format,
        Optional<RewrittenPixels> rewritten,
        Set<PhotoNote> notes) {

    public Protection {
        Objects.requireNonNull(photo, "photo");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(rewritten, "rewritten");
        faces = List.copyOf(Objects.requireNonNull(faces, "faces"));
        Objects.requireNonNull(notes, "notes");
        notes = notes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(notes));
    }

    /** Of a picture. */
    public static Protection<BufferedImage> of(BufferedImage photo, List<FaceOutcome> faces) {
        return new Protection<>(photo, faces, Optional.empty(), Optional.empty(), Set.of());
    }

    /** Number of cloaked faces; 0 means that the pixels are the input's. */
    public int cloaked() {
        return (int) faces.stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .count();
    }

    /** {@link Status#PROTECTED}, or why no face is cloaked: {@code PERHAPS_PERSON}, {@code OTHER_PERSON} or {@code NO_FACE}. */
    public Status status() {
        return Status.of(faces);
    }

    /** Whether a photo was encoded: not for pictures, nor where no face is cloaked and {@link ProtectionOptions#copyUnprotected} is off. */
    public boolean written() {
        return format.isPresent();
    }
}
