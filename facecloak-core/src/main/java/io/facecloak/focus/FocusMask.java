package io.facecloak.focus;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;

/**
 * Chooses the samples that get the raised perturbation budget ε' (paper, Eq. 5 and 7). Immutable and thread-safe; found by name through
 * {@link java.util.ServiceLoader}.
 */
public interface FocusMask {

    /** A short name for people, such as {@code region-stickers}. */
    String name();

    /**
     * @param seed the seed face in aligned space
     * @param landmarks its landmarks in aligned space
     * @return for each of the 3·size·size samples, in the layout of {@link AlignedFace}, whether ε' applies
     */
    boolean[] raised(AlignedFace seed, Landmarks landmarks);

    /** A rectangle of whole pixels: columns {@code left} to {@code right - 1}, rows {@code top} to {@code bottom - 1}. */
    public record Region(int left, int top, int right, int bottom) {

        /**
         * @throws IllegalArgumentException if a side is negative
         */
        public Region {
            if (right < left || bottom < top) {
                throw new IllegalArgumentException("a region's sides must not be negative, but are " + left + ".."
                        + right + " and " + top + ".." + bottom);
            }
        }

        public int width() {
            return right - left;
        }

        public int height() {
            return bottom - top;
        }

        public boolean contains(int x, int y) {
            return x >= left && x < right && y >= top && y < bottom;
        }

        /** The part of this region inside a square picture; empty when there is none. */
        Region clippedTo(int size) {
            return new Region(clip(left, size), clip(top, size), clip(right, size), clip(bottom, size));
        }

        private static int clip(int value, int size) {
            return Math.min(size, Math.max(0, value));
        }
    }
}
