package io.facecloak.evaluation.baseline;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes methods equally visible: the factor of a method's changes is bisected until the mean SSIM of the aligned faces of some photos hits a
 * target. The photos are not those that protection is reported on.
 *
 * @param tune whose probes are looked at
 * @param ssim the target, in (0, 1)
 */
public record EqualVisibility(FaceDataset tune, LandmarkDetector detector, FaceCrop crop, double ssim) {

    private static final double LARGEST_FACTOR = 32;
    private static final int HALVINGS = 16;

    private record Changed(BufferedImage before, BufferedImage after, Face face) {

        double ssim(double factor) {
            return ImageQuality.ssim(
                    FaceAligner.align(before, face.landmarks()).toPicture(),
                    FaceAligner.align(ScaledMethod.scaled(before, after, factor), face.landmarks())
                            .toPicture());
        }
    }

    /**
     * @throws IllegalArgumentException if the target is out of range
     */
    public EqualVisibility {
        if (!(ssim > 0 && ssim < 1)) {
            throw new IllegalArgumentException("the SSIM must be in (0, 1), but is " + ssim);
        }
    }

    /**
     * The method at the target.
     *
     * @throws IllegalStateException if even {@value #LARGEST_FACTOR} times its changes are fainter
     * @throws IOException if a photo cannot be read or the method fails to read or write a file
     */
    public ScaledMethod adjusted(ProtectionMethod method) throws IOException {
        List<Changed> photos = changed(method);
        double low = 0;
        double high = LARGEST_FACTOR;
        if (photos.isEmpty() || mean(photos, high) > ssim) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s cannot be made as visible as SSIM %.3f on %d photos: its changes are too faint even %.0f times over",
                    method.name(),
                    ssim,
                    photos.size(),
                    LARGEST_FACTOR));
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (mean(photos, middle) > ssim) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new ScaledMethod(method, high);
    }

    private List<Changed> changed(ProtectionMethod method) throws IOException {
        List<Changed> photos = new ArrayList<>();
        for (String identity : tune.identities()) {
            Protector protector;
            try {
                protector = method.protectorOf(identity, tune.seedsOf(identity));
            } catch (UnprotectableException e) {
                continue;
            }
            for (FacePhoto probe : tune.probesOf(identity)) {
                BufferedImage before =
                        SrgbView.of(new PhotoReader().read(probe.file()).upright());
                Optional<Face> face = crop.face(before, detector);
                if (face.isPresent()) {
                    photos.add(new Changed(before, protector.protect(before, face.get()), face.get()));
                }
            }
        }
        return photos;
    }

    private static double mean(List<Changed> photos, double factor) {
        return photos.parallelStream()
                .mapToDouble(photo -> photo.ssim(factor))
                .average()
                .orElseThrow();
    }
}
