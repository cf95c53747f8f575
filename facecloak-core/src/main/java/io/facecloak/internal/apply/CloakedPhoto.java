package io.facecloak.internal.apply;

import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.Protection;
import io.facecloak.internal.image.Photo;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;

/** Puts a cloaked picture in the place of a photo's own. */
public final class CloakedPhoto {

    private CloakedPhoto() {}

    /** The photo from whose pixels {@code protection} was made, with the cloaked ones; the same photo if no face was cloaked. */
    public static Photo of(Photo source, Protection<BufferedImage> protection) {
        return protection.cloaked() == 0 ? source : source.withPixels(protection.photo(), areas(protection));
    }

    /** Where the pixels may differ from the input's: one area for each cloaked face. */
    public static List<Rectangle> areas(Protection<BufferedImage> protection) {
        BufferedImage photo = protection.photo();
        return protection.faces().stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .map(face -> FaceSquare.of(face.face().landmarks(), 0, photo.getWidth(), photo.getHeight())
                        .bounds())
                .toList();
    }
}
