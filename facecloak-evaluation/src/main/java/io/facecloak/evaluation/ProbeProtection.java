package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a probe.
 *
 * @param photo upright 8-bit sRGB, of the probe's size
 * @param untouched why the face that is meant stayed as it is; empty if it is protected
 */
public record ProbeProtection(BufferedImage photo, Optional<Untouched> untouched) {

    public ProbeProtection {
        Objects.requireNonNull(photo, "photo");
        Objects.requireNonNull(untouched, "untouched");
    }
}
