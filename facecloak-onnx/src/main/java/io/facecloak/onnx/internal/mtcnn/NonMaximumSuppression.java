package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.face.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Keeps the best of boxes that overlap. Sides count both border pixels (right − left + 1), as in the original cascade. */
enum NonMaximumSuppression {
    /** Overlap is intersection over union. */
    UNION {
        @Override
        double overlap(double intersection, double area, double otherArea) {
            return intersection / (area + otherArea - intersection);
        }
    },
    /** Overlap is intersection over the smaller box: a box inside another one goes. */
    MINIMUM {
        @Override
        double overlap(double intersection, double area, double otherArea) {
            return intersection / Math.min(area, otherArea);
        }
    };

    abstract double overlap(double intersection, double area, double otherArea);

    /**
     * The items that no better item overlaps by more than {@code threshold}, best first.
     *
     * @param candidate the box and score of an item
     */
    <T> List<T> keep(List<T> items, Function<T, Candidate> candidate, double threshold) {
        List<T> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingDouble(item -> -candidate.apply(item).score()));
        List<T> kept = new ArrayList<>();
        List<Box> keptBoxes = new ArrayList<>();
        for (T item : sorted) {
            Box box = candidate.apply(item).box();
            if (keptBoxes.stream().noneMatch(better -> overlap(better, box) > threshold)) {
                kept.add(item);
                keptBoxes.add(box);
            }
        }
        return kept;
    }

    /** The overlap of two boxes, in [0, 1]. */
    double overlap(Box a, Box b) {
        double width = Math.min(a.right(), b.right()) - Math.max(a.left(), b.left()) + 1;
        double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top()) + 1;
        return width <= 0 || height <= 0 ? 0 : overlap(width * height, area(a), area(b));
    }

    private static double area(Box box) {
        return (box.width() + 1) * (box.height() + 1);
    }
}
