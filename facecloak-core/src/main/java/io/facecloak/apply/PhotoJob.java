package io.facecloak.apply;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One file of a {@link io.facecloak.FolderProtection}.
 *
 * @param source the photo
 * @param target the protected copy; its folder is created where missing. A photo that cannot be written in its own format gets
 *     {@code .png} appended, unless the name already ends so
 */
public record PhotoJob(Path source, Path target) {

    public PhotoJob {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
    }
}
