package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.face.Box;

/**
 * A box that may hold a face, in photo pixels counted from 1 as the cascade was trained.
 *
 * @param score face probability of the network that saw it last
 * @param offsets that network's correction of the box: left, top, right, bottom as parts of its width and height
 */
record Candidate(Box box, double score, Box offsets) {

    /** The box moved by its offsets; {@code sizeExtra} is what the network adds to right − left to get a width (0 or 1). */
    Box corrected(int sizeExtra) {
        double width = box.width() + sizeExtra;
        double height = box.height() + sizeExtra;
        return new Box(
                box.left() + offsets.left() * width,
                box.top() + offsets.top() * height,
                box.right() + offsets.right() * width,
                box.bottom() + offsets.bottom() * height);
    }

    /** The square round the centre of a box whose side is the box's longer one. */
    static Box squared(Box box) {
        double side = Math.max(box.width(), box.height());
        double left = box.left() + (box.width() - side) / 2;
        double top = box.top() + (box.height() - side) / 2;
        return new Box(left, top, left + side, top + side);
    }
}
