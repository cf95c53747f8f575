package io.facecloak.evaluation.reference;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.FocusMask.Region;
import java.util.List;
import java.util.Objects;

/**
 * What the authors' published code learns, in its own units: numbers found on the [-1, 1] scale that its deployment multiplies by 255,
 * so that the photo gets twice the strength that was optimised. The arrays are not copied; do not change them.
 *
 * @param size side of the faces
 * @param mask the perturbation within the plain budget, in the layout of {@link AlignedFace}
 * @param stickers eyes, nose, mouth; they add up where they overlap
 * @param highPass the high-pass part, in the layout of {@link AlignedFace}
 * @param stickerMax bound of a sticker's values and of their sum
 */
public record ReferenceCloak(int size, float[] mask, List<Sticker> stickers, float[] highPass, float stickerMax) {

    /**
     * A perturbation inside a box.
     *
     * @param region where it lies
     * @param values 3 planes of the region's rows
     */
    public record Sticker(Region region, float[] values) {

        /**
         * @throws IllegalArgumentException if the values do not fill the region
         */
        public Sticker {
            Objects.requireNonNull(region, "region");
            int length = AlignedFace.CHANNELS * region.width() * region.height();
            if (values.length != length) {
                throw new IllegalArgumentException(
                        "a sticker on " + region + " must hold " + length + " values, but holds " + values.length);
            }
        }

        /** The part of a whole picture of this side inside a region, clipped to ± bound. */
        static Sticker cut(float[] picture, int size, Region region, float bound) {
            float[] values = new float[AlignedFace.CHANNELS * region.width() * region.height()];
            int i = 0;
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                for (int y = region.top(); y < region.bottom(); y++) {
                    for (int x = region.left(); x < region.right(); x++) {
                        values[i++] = Math.max(-bound, Math.min(bound, picture[(c * size + y) * size + x]));
                    }
                }
            }
            return new Sticker(region, values);
        }

        private void addTo(float[] picture, int size) {
            int i = 0;
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                for (int y = region.top(); y < region.bottom(); y++) {
                    for (int x = region.left(); x < region.right(); x++) {
                        picture[(c * size + y) * size + x] += values[i++];
                    }
                }
            }
        }
    }

    public ReferenceCloak {
        Objects.requireNonNull(mask, "mask");
        Objects.requireNonNull(highPass, "highPass");
        stickers = List.copyOf(stickers);
    }

    /** This cloak without stickers and high-pass part. */
    public ReferenceCloak maskOnly() {
        return new ReferenceCloak(size, mask, List.of(), new float[highPass.length], stickerMax);
    }

    /**
     * Adds the cloak to an 8-bit crop as the authors' code does: mask, then stickers, then high-pass part, truncated to whole grey levels
     * after each; the high-pass part lacks the factor 255, so all it does is to truncate away a level where it is negative.
     *
     * @param crop of this cloak's side; its values are rounded to 8 bits
     * @return whole grey levels, divided by 255
     */
    public AlignedFace applyTo(AlignedFace crop) {
        float[] planes = crop.toArray();
        if (planes.length != mask.length) {
            throw new IllegalArgumentException("crop must have side " + size + ", but has " + crop.size());
        }
        float[] stickerSum = stickerSum(stickers, size, stickerMax);
        for (int i = 0; i < planes.length; i++) {
            int level = Math.round(planes[i] * 255) + (int) (mask[i] * 255);
            level = (int) (level + stickerSum[i] * 255);
            level = (int) (level + highPass[i]);
            planes[i] = Math.max(0, Math.min(255, level)) / 255f;
        }
        return AlignedFace.of(size, planes);
    }

    /**
     * The whole cloak as one perturbation in units of [0, 1] pixel values, without the code's truncations: mask and stickers as they are
     * deployed, the high-pass part divided by 255 as the code forgets its factor.
     */
    public float[] perturbation() {
        float[] sum = stickerSum(stickers, size, stickerMax);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += mask[i] + highPass[i] / 255;
        }
        return sum;
    }

    /** The stickers on an empty picture, their sum clipped to ± bound. */
    static float[] stickerSum(List<Sticker> stickers, int size, float bound) {
        float[] sum = new float[AlignedFace.CHANNELS * size * size];
        stickers.forEach(sticker -> sticker.addTo(sum, size));
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.max(-bound, Math.min(bound, sum[i]));
        }
        return sum;
    }
}
