package io.facecloak.evaluation;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
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

        @Override
        public Landmarks again(BufferedImage changed, LandmarkDetector detector, Landmarks there) {
            return there;
        }
    };

    /**
     * The face that is meant, or none if the detector finds no face.
     *
     * @param picture upright, as {@link io.facecloak.internal.image.SrgbView} shows it
     * @throws IllegalArgumentException if the picture does not fit
     */
    public abstract Optional<Face> face(BufferedImage picture, LandmarkDetector detector);

    /**
     * The face that is meant in a photo file, with its picture, or none if the detector finds no face.
     *
     * @throws IOException if the photo cannot be read
     * @throws IllegalArgumentException if the picture does not fit
     */
    public Optional<Portrait> portrait(Path photo, LandmarkDetector detector) throws IOException {
        BufferedImage picture = SrgbView.of(new PhotoReader().read(photo).upright());
        return face(picture, detector).map(face -> new Portrait(picture, face.landmarks()));
    }

    /**
     * Where an attacker would find a known face after its photo was changed: detected anew at that place. If nothing is detected there, where
     * it must be: neither a face that the detector has lost nor another one in the photo counts as protection.
     *
     * @param there where the landmarks lie unless the change hides them
     */
    public Landmarks again(BufferedImage changed, LandmarkDetector detector, Landmarks there) {
        return detector.detect(changed).stream()
                .map(Face::landmarks)
                .filter(found -> distance(found, there) < there.eyeDistance())
                .min(Comparator.comparingDouble(found -> distance(found, there)))
                .orElse(there);
    }

    /** Of the landmarks' means. */
    private static double distance(Landmarks a, Landmarks b) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < a.points().size(); i++) {
            x += a.points().get(i).x() - b.points().get(i).x();
            y += a.points().get(i).y() - b.points().get(i).y();
        }
        return Math.hypot(x, y) / a.points().size();
    }
}
