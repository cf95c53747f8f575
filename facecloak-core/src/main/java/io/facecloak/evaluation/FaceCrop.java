package io.facecloak.evaluation;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.Box;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Landmarks;
import io.facecloak.image.Point;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.Optional;

/** Which face of a photo is meant where the data set does not say. */
public enum FaceCrop {
    /** The one nearest to the middle, as in Labeled Faces in the Wild. */
    CENTRAL {
        @Override
        public Optional<Face> face(BufferedImage picture, LandmarkDetector detector) {
            double x = picture.getWidth() / 2.0;
            double y = picture.getHeight() / 2.0;
            return detector.detect(picture).stream()
                    .min(Comparator.comparingDouble(face -> Math.hypot(
                            (face.box().left() + face.box().right()) / 2 - x,
                            (face.box().top() + face.box().bottom()) / 2 - y)));
        }
    },

    /** The largest one. */
    LARGEST {
        @Override
        public Optional<Face> face(BufferedImage picture, LandmarkDetector detector) {
            return detector.detect(picture).stream().findFirst();
        }
    },

    /** The picture is an aligned crop already, as published sets of 112×112 pixels are; the detector is not asked. */
    WHOLE {
        @Override
        public Optional<Face> face(BufferedImage picture, LandmarkDetector detector) {
            if (picture.getWidth() != picture.getHeight()) {
                throw new IllegalArgumentException("an aligned crop is square, but a picture has " + picture.getWidth()
                        + "x" + picture.getHeight() + " pixels; use CENTRAL or LARGEST for whole photos");
            }
            double scale = (double) picture.getWidth() / AlignedFace.SIZE;
            Landmarks landmarks =
                    FaceAligner.TEMPLATE.map(p -> new Point((p.x() + 0.5) * scale - 0.5, (p.y() + 0.5) * scale - 0.5));
            return Optional.of(new Face(new Box(0, 0, picture.getWidth(), picture.getHeight()), landmarks, 1));
        }
    };

    /**
     * The face that is meant, or none if the detector finds no face.
     *
     * @param picture upright, as {@link io.facecloak.image.SrgbView} shows it
     * @throws IllegalArgumentException if the picture does not fit
     */
    public abstract Optional<Face> face(BufferedImage picture, LandmarkDetector detector);
}
