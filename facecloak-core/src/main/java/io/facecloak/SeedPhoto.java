package io.facecloak;

import io.facecloak.image.Face;
import io.facecloak.image.Photo;
import io.facecloak.image.Portrait;
import io.facecloak.image.SrgbView;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** A picture that a user gave as seed, not yet searched for a face. */
record SeedPhoto(String name, BufferedImage picture) {

    /** Fewer pixels between the eyes leave nothing to learn from. */
    private static final double MINIMUM_EYE_DISTANCE = 12;

    /** How much larger than the second the largest face must be to be taken as the person meant. */
    private static final double CLEARLY_LARGER = 1.5;

    SeedPhoto {
        picture = SrgbView.of(picture);
    }

    /** @throws SeedException if the photo is marked as already cloaked: what it shows to a recogniser is not the person */
    static SeedPhoto of(Photo photo) {
        if (photo.isMarked()) {
            throw new SeedException(photo.name() + " is marked as already cloaked: give the original photo");
        }
        return new SeedPhoto(photo.name(), photo.upright());
    }

    /**
     * The portrait of the one person whom this photo shows.
     *
     * @throws SeedException if that is not clear
     */
    Portrait portrait(LandmarkDetector detector) {
        List<Face> faces = detector.detect(picture);
        if (faces.isEmpty()) {
            throw new SeedException("no face found in " + name + " (" + picture.getWidth() + "x" + picture.getHeight()
                    + "): give a photo that shows the person's face upright and unobstructed");
        }
        Face face = faces.get(0);
        if (faces.size() > 1
                && face.box().area() < CLEARLY_LARGER * faces.get(1).box().area()) {
            throw new SeedException(name + " shows " + faces.size()
                    + " faces and none is clearly the largest: crop it to the person to protect");
        }
        double eyes = face.landmarks().eyeDistance();
        if (!(eyes >= MINIMUM_EYE_DISTANCE)) {
            throw new SeedException(String.format(
                    Locale.ROOT,
                    "the face in %s is too small: %.0f pixels between the eyes, at least %.0f are needed",
                    name,
                    eyes,
                    MINIMUM_EYE_DISTANCE));
        }
        return new Portrait(picture, face.landmarks());
    }
}
