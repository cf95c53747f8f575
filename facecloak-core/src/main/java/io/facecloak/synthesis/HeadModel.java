package io.facecloak.synthesis;

import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import java.util.function.UnaryOperator;

/**
 * A generic head anchored to the landmarks of a face: a smooth ellipsoidal dome with a nose where the nose landmark is. Lengths are in
 * pixels of aligned space, where the eyes are 35 apart; depth grows towards the viewer.
 */
final class HeadModel {

    /** Between the eyes and the mouth. */
    static final Point CENTRE = new Point(56, 68);

    private static final double HALF_WIDTH = 62;
    private static final double HALF_HEIGHT = 80;
    private static final double DOME = 42;
    private static final double NOSE = 13;
    private static final double NOSE_HALF_WIDTH = 9;
    private static final double NOSE_HALF_HEIGHT = 14;

    private final SimilarityTransform toModel;
    private final SimilarityTransform toPicture;
    private final Point nose;

    HeadModel(Landmarks landmarks) {
        toModel = FaceAligner.toAligned(landmarks);
        toPicture = toModel.inverse();
        nose = toModel.apply(landmarks.nose());
    }

    Point toModel(Point picture) {
        return toModel.apply(picture);
    }

    Point toPicture(Point model) {
        return toPicture.apply(model);
    }

    /** A movement of model points as a movement of picture points. */
    UnaryOperator<Point> inPicture(UnaryOperator<Point> move) {
        return point -> toPicture(move.apply(toModel(point)));
    }

    /** 1 in the middle of the head, falling smoothly to 0 at its rim. */
    double presence(Point p) {
        double u = (p.x() - CENTRE.x()) / HALF_WIDTH;
        double v = (p.y() - CENTRE.y()) / HALF_HEIGHT;
        double inside = Math.max(0, 1 - u * u - v * v);
        return inside * inside;
    }

    /** Height of the surface above the plane of the picture. */
    double depth(Point p) {
        double u = (p.x() - nose.x()) / NOSE_HALF_WIDTH;
        double v = (p.y() - nose.y()) / NOSE_HALF_HEIGHT;
        return DOME * presence(p) + NOSE * Math.exp(-(u * u + v * v) / 2);
    }

    /** How steeply the depth grows to the right and downwards. */
    Point slope(Point p) {
        double h = 0.5;
        return new Point(
                (depth(new Point(p.x() + h, p.y())) - depth(new Point(p.x() - h, p.y()))) / (2 * h),
                (depth(new Point(p.x(), p.y() + h)) - depth(new Point(p.x(), p.y() - h))) / (2 * h));
    }

    /** A rough yaw in radians: how far the nose is to the right of the line between eyes and mouth, for its height. */
    static double yaw(Landmarks landmarks) {
        SimilarityTransform upright = FaceAligner.toAligned(landmarks);
        Landmarks face = landmarks.map(upright::apply);
        double middle = (face.leftEye().x()
                        + face.rightEye().x()
                        + face.leftMouth().x()
                        + face.rightMouth().x())
                / 4;
        double noseHeight = 20;
        return Math.atan((face.nose().x() - middle) / noseHeight);
    }
}
