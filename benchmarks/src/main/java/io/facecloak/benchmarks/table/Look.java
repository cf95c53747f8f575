package io.facecloak.benchmarks.table;

import io.facecloak.evaluation.ImageQuality;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much one protected face shows. This is the only place that knows which measures the table has: a further one is a further entry of
 * {@link #measures}.
 *
 * @param values by name, in the order of the columns
 */
record Look(Map<String, Double> values) {

    /**
     * @param before the photo as it was
     * @param after the protected copy, of the same size
     * @param face where the face lies
     */
    static Look of(BufferedImage before, BufferedImage after, Landmarks face) {
        return new Look(measures(
                FaceAligner.align(before, face).toPicture(),
                FaceAligner.align(after, face).toPicture()));
    }

    private static Map<String, Double> measures(BufferedImage before, BufferedImage after) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("SSIM", ImageQuality.ssim(before, after));
        values.put("PSNR", ImageQuality.psnr(before, after));
        return values;
    }

    /** The mean of each measure over those photos in which it is finite; empty without a look. */
    static Map<String, Double> means(List<Look> looks) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String name :
                looks.isEmpty() ? List.<String>of() : looks.get(0).values().keySet()) {
            means.put(
                    name,
                    looks.stream()
                            .mapToDouble(look -> look.values().get(name))
                            .filter(Double::isFinite)
                            .average()
                            .orElse(Double.NaN));
        }
        return means;
    }
}
