package io.facecloak.examples.spark;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import java.io.File;
import java.io.Serializable;
import java.util.Objects;

/**
 * How cloaks are learnt. Travels to the executors, so folders must be the same there: on a file system that all machines mount.
 *
 * @param photos the folder that the table's paths are relative to
 * @param cloaks where the cloak files go, named as {@link io.facecloak.CloakFolder} says; made if missing
 * @param models directory of models; null: {@link io.facecloak.model.FaceModels#configured()} of each executor
 * @param iterations PGD iterations; 0: the preset's
 * @param rememberPerson whether the cloak keeps a biometric template, by which the person is found among others
 * @param overwrite whether cloaks that exist are learnt anew
 * @param usersPerTask about how many people a task handles, at least 1: what is lost when an executor is
 */
public record LearnSettings(
        File photos,
        File cloaks,
        File models,
        Preset preset,
        int iterations,
        boolean rememberPerson,
        boolean overwrite,
        int usersPerTask)
        implements Serializable {

    public LearnSettings {
        photos = photos.getAbsoluteFile();
        cloaks = cloaks.getAbsoluteFile();
        models = models == null ? null : models.getAbsoluteFile();
        Objects.requireNonNull(preset, "preset");
        if (iterations < 0) {
            throw new IllegalArgumentException("iterations must not be negative, but is " + iterations);
        }
        if (usersPerTask < 1) {
            throw new IllegalArgumentException("usersPerTask must be at least 1, but is " + usersPerTask);
        }
    }

    /** With {@link Preset#BALANCED}, the person remembered, existing cloaks left alone, 10 people per task. */
    public static LearnSettings of(File photos, File cloaks) {
        return new LearnSettings(photos, cloaks, null, Preset.BALANCED, 0, true, false, 10);
    }

    FaceCloakBuilder builder() {
        FaceCloakBuilder builder = FaceCloak.builder().preset(preset).rememberPerson(rememberPerson);
        return iterations == 0 ? builder : builder.settings(learning -> learning.withIterations(iterations));
    }
}
