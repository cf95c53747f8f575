package io.facecloak.internal.apply;

import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import java.util.List;

/** Where a face's parts are that have not the colour of skin, by its landmarks, in aligned space. Immutable and thread-safe. */
final class FaceParts {

    private final Landmarks landmarks;
    private final FaceContour contour;
    private final double scale;
    private final Point mouth;
    private final double halfMouth;

    /** How much narrower parts look in a turned face. */
    private final double narrow;

    FaceParts(Landmarks landmarks, FaceContour contour) {
        this.landmarks = landmarks;
        this.contour = contour;
        this.scale = contour.scale();
        this.mouth = landmarks.leftMouth().midpoint(landmarks.rightMouth());
        this.halfMouth = landmarks.leftMouth().distanceTo(landmarks.rightMouth()) / 2;
        this.narrow = Math.max(0.6, Math.cos(contour.yaw()));
    }

    /** Eyes, brows, nostrils, and the mouth with what grows about it. */
    WeightMap features(int size) {
        float[] map = new float[size * size];
        for (Point eye : eyes()) {
            // The far eye is seen more from the side.
            boolean far = contour.across(eye) * contour.yaw() > 0;
            double width = scale * narrow * (far ? narrow : 1);
            ellipse(map, size, eye, 8.5 * width, 4.5 * scale);
            ellipse(map, size, below(eye, -0.24), 11 * width, 4 * scale);
        }
        ellipse(map, size, below(landmarks.nose(), 0.06), 10 * scale * narrow, 6 * scale);
        ellipse(map, size, mouth, halfMouth + 8 * scale * narrow, 12 * scale);
        ellipse(map, size, below(mouth, 0.22), halfMouth + 2 * scale, 15 * scale);
        return new WeightMap(size, map);
    }

    /** Eyes and lips, where people look first: what is changed there is seen, however much texture hides it. */
    WeightMap watched(int size) {
        float[] map = new float[size * size];
        for (Point eye : eyes()) {
            ellipse(map, size, eye, 11 * scale * narrow, 7 * scale);
        }
        ellipse(map, size, mouth, halfMouth + 5 * scale * narrow, 10 * scale);
        return new WeightMap(size, map);
    }

    /** About the eyes and beside the nose, where brows and nose cast shadows. */
    WeightMap hollows(int size) {
        float[] map = new float[size * size];
        for (Point eye : eyes()) {
            ellipse(map, size, below(eye, -0.1), 13 * scale * narrow, 10 * scale);
        }
        Point bridge = landmarks.leftEye().midpoint(landmarks.rightEye()).midpoint(landmarks.nose());
        ellipse(map, size, bridge, 10 * scale * narrow, 0.35 * contour.height());
        return new WeightMap(size, map);
    }

    WeightMap chin(int size) {
        float[] map = new float[size * size];
        ellipse(map, size, below(mouth, 0.38), halfMouth, 6 * scale);
        return new WeightMap(size, map);
    }

    /** From the cheeks down, within {@code outline}. */
    WeightMap lowerFace(WeightMap outline) {
        int size = outline.size();
        float[] map = new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double height = contour.down(x, y) / contour.height();
                map[y * size + x] = outline.at(x, y) * WeightMap.ramp((height - 0.55) / 0.15);
            }
        }
        return new WeightMap(size, map);
    }

    /** What lies above the brows, softly. */
    WeightMap forehead(int size) {
        float[] map = new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                map[y * size + x] = WeightMap.ramp((-contour.down(x, y) / contour.height() - 0.4) / 0.3);
            }
        }
        return new WeightMap(size, map);
    }

    /** How surely glasses are worn: an arm beside an eye, or rims below both, lines of another colour with skin above and below. */
    double glasses(WeightMap skin) {
        double arms = Math.max(
                line(skin, landmarks.leftEye(), -19, -11, -6, 6), line(skin, landmarks.rightEye(), 11, 19, -6, 6));
        double rims =
                Math.min(line(skin, landmarks.leftEye(), -6, 6, 7, 15), line(skin, landmarks.rightEye(), -6, 6, 7, 15));
        return WeightMap.ramp((Math.max(arms, rims) - 0.35) / 0.3);
    }

    /** How much of a stretch beside or below an eye such a line crosses. */
    private double line(WeightMap skin, Point eye, int left, int right, int top, int bottom) {
        double sum = 0;
        for (int u = left; u <= right; u++) {
            double line = 0;
            for (int v = top; v <= bottom; v++) {
                line = Math.max(line, 1 - at(skin, eye, u, v));
            }
            double above = 0;
            double below = 0;
            for (int v = 0; v <= 5; v++) {
                above = Math.max(above, at(skin, eye, u, top - v));
                below = Math.max(below, at(skin, eye, u, bottom + v));
            }
            sum += Math.min(line, Math.min(above, below));
        }
        return sum / (right - left + 1);
    }

    /** The weight at a place beside an eye; 0 outside the square. */
    private double at(WeightMap map, Point eye, int across, int down) {
        Point p = contour.at(contour.across(eye) + across * scale, contour.down(eye) + down * scale);
        int x = (int) Math.round(p.x());
        int y = (int) Math.round(p.y());
        return x >= 0 && y >= 0 && x < map.size() && y < map.size() ? map.at(x, y) : 0;
    }

    private List<Point> eyes() {
        return List.of(landmarks.leftEye(), landmarks.rightEye());
    }

    /** @param share of the distance from the eyes to the mouth */
    private Point below(Point p, double share) {
        return contour.at(contour.across(p), contour.down(p) + share * contour.height());
    }

    /** Raises the map to 1 within an ellipse that stands upright in the face. */
    private void ellipse(float[] map, int size, Point centre, double radiusX, double radiusY) {
        double reach = Math.max(radiusX, radiusY) + 3;
        int top = (int) Math.max(0, Math.ceil(centre.y() - reach));
        int bottom = (int) Math.min(size - 1, Math.floor(centre.y() + reach));
        int left = (int) Math.max(0, Math.ceil(centre.x() - reach));
        int right = (int) Math.min(size - 1, Math.floor(centre.x() + reach));
        double u0 = contour.across(centre);
        double v0 = contour.down(centre);
        double sharpness = Math.min(radiusX, radiusY) / 2;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double u = (contour.across(x, y) - u0) / radiusX;
                double v = (contour.down(x, y) - v0) / radiusY;
                float inside = WeightMap.ramp((1 - Math.sqrt(u * u + v * v)) * sharpness + 0.5);
                int i = y * size + x;
                map[i] = Math.max(map[i], inside);
            }
        }
    }
}
