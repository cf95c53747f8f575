package io.facecloak.evaluation;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A photo file of a known person. Immutable and thread-safe.
 *
 * @param identity whose face it shows
 * @param name names the photo among those of the identity
 * @param file where it is
 */
public record FacePhoto(String identity, String name, Path file) {

    public FacePhoto {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(file, "file");
    }

    @Override
    public String toString() {
        return identity + "/" + name;
    }
}
