package io.facecloak.examples.spark;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.image.PhotoLimits;
import java.io.File;
import java.io.Serializable;
import java.util.Objects;

/**
 * How photos are protected. Travels to the executors, so folders must be the same there: on a file system that all machines mount.
 *
 * @param photos the folder that the table's paths are relative to
 * @param cloaks folder of cloak files, named as {@link io.facecloak.CloakFolder} says
 * @param output where copies go: {@code USER/PATH}, the user written as {@link io.facecloak.CloakFolder#nameOf} says
 * @param models directory of models; null: {@link io.facecloak.model.FaceModels#configured()} of each executor
 * @param faces which faces are cloaked; null: the cloak's own policy, see {@link ProtectionOptions}
 * @param refinement how far the cloak is refined on each photo's faces: a second or more of all cores per cloaked face, so off unless asked
 *     for
 * @param measureSimilarity whether outcomes hold the similarity before and after, at the cost of running the recognisers
 * @param overwrite whether existing copies are made anew
 * @param limits what is read at most; whoever exceeds them is recorded as failed, before memory is allocated
 * @param photosPerTask about how many photos a task handles, at least 1: what is lost when an executor is
 */
public record ProtectSettings(
        File photos,
        File cloaks,
        File output,
        File models,
        FacePolicy faces,
        PhotoRefinement refinement,
        boolean measureSimilarity,
        boolean overwrite,
        Limits limits,
        int photosPerTask)
        implements Serializable {

    /** {@link PhotoLimits} that travel. */
    public record Limits(long maxPixels, long maxBytes) implements Serializable {

        static final Limits DEFAULT = new Limits(PhotoLimits.DEFAULT.maxPixels(), PhotoLimits.DEFAULT.maxBytes());

        public Limits {
            new PhotoLimits(maxPixels, maxBytes);
        }
    }

    public ProtectSettings {
        // Executors have other working directories than the driver.
        photos = photos.getAbsoluteFile();
        cloaks = cloaks.getAbsoluteFile();
        output = output.getAbsoluteFile();
        models = models == null ? null : models.getAbsoluteFile();
        Objects.requireNonNull(refinement, "refinement");
        Objects.requireNonNull(limits, "limits");
        if (photosPerTask < 1) {
            throw new IllegalArgumentException("photosPerTask must be at least 1, but is " + photosPerTask);
        }
    }

    /** Without refinement, with similarities, existing copies left alone, 500 photos per task. */
    public static ProtectSettings of(File photos, File cloaks, File output) {
        return new ProtectSettings(
                photos, cloaks, output, null, null, PhotoRefinement.OFF, true, false, Limits.DEFAULT, 500);
    }

    ProtectionOptions options() {
        ProtectionOptions options = ProtectionOptions.DEFAULT
                .withMeasureSimilarity(measureSimilarity)
                .withLimits(new PhotoLimits(limits.maxPixels(), limits.maxBytes()));
        return refinement.in(faces == null ? options : options.withFacePolicy(faces));
    }
}
