package io.facecloak;

import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Portrait;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.image.Orientation;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** A picture that a user gave as seed, not yet searched for a face. */
record SeedPhoto(String name, BufferedImage picture) {

    /**
     * What the detector must be sure of. The faces of 3,236 photos of LFW have 0.98 and more; of 81 false ones in turned photos, this and the
     * geometry refuse 78 % (docs/who-is-cloaked.md).
     */
    private static final double LEAST_SCORE = 0.95;

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
        if (!face.hasFaceGeometry() || face.score() < LEAST_SCORE) {
            throw new SeedException("what was found in " + name + " does not look like a face "
                    + "(the detector is not sure of it, or eyes, nose and mouth lie elsewhere):"
                    + " give a photo that shows the person's face from the front and unobstructed");
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
        return upright(face.landmarks());
    }

    /** The picture turned by quarters until the face is upright: what follows takes portraits to be. */
    private Portrait upright(Landmarks landmarks) {
        SimilarityTransform toAligned = FaceAligner.toAligned(landmarks);
        int quarters = (int) Math.rint(Math.atan2(toAligned.b(), toAligned.a()) / (Math.PI / 2));
        Orientation turn =
                switch (quarters) {
                    case 0 -> Orientation.NORMAL;
                    case 1 -> Orientation.ROTATE_RIGHT;
                    case -1 -> Orientation.ROTATE_LEFT;
                    default -> Orientation.ROTATED_180;
                };
        Orientation back = turn.inverse();
        return new Portrait(
                turn.toUpright(picture),
                landmarks.map(point -> back.toStored(point, picture.getWidth(), picture.getHeight())));
    }
}
