package io.facecloak.app.web;

import io.facecloak.FaceCloak;
import io.facecloak.Preset;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.evaluation.comparison.SimilarityCheck;
import io.facecloak.face.Portrait;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceCloakException;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns the sessions' cloaks on a thread of its own, one after the other: each takes all cores. Thread-safe. */
final class CloakLearning {

    private static final Logger LOG = LoggerFactory.getLogger(CloakLearning.class);

    private static final long PATIENCE_SECONDS = 30;

    private final FaceModels models;
    private final WebLimits limits;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "facecloak-learning"));

    CloakLearning(FaceModels models, WebLimits limits) {
        this.models = models;
        this.limits = limits;
    }

    /**
     * Starts to learn from a seed photo; the session tells how it goes on.
     *
     * @throws io.facecloak.image.PhotoFormatException if it is no usable photo
     * @throws io.javalin.http.ConflictResponse if a cloak is being learnt already
     */
    void start(Session session, Upload seed, Preset preset, boolean rememberPerson) throws IOException {
        Photo photo = new PhotoReader(limits.photoLimits()).read(new ByteArrayInputStream(seed.content()), seed.name());
        BufferedImage picture = SrgbView.of(photo.upright());
        session.beginLearning();
        worker.execute(() -> learn(session, picture, preset, rememberPerson));
    }

    /**
     * A cloak from a file.
     *
     * @throws io.facecloak.mask.CloakFormatException if it is no sound cloak file
     * @throws ModelException if none of the models made what the cloak remembers
     */
    SessionCloak load(Upload file) throws IOException {
        CloakMask mask = CloakFile.read(new ByteArrayInputStream(file.content()), file.name());
        return withCheck(FaceCloak.of(mask, models, ProtectionOptions.DEFAULT));
    }

    private void learn(Session session, BufferedImage seed, Preset preset, boolean rememberPerson) {
        try {
            FaceCloak cloak = FaceCloak.builder()
                    .preset(preset)
                    .models(models)
                    .seed(seed)
                    .rememberPerson(rememberPerson)
                    .progress(progress(session))
                    .onSyntheticFaces(faces -> session.showFaces(pngs(faces)))
                    .build();
            SessionCloak learnt = new SessionCloak(cloak, Optional.of(SimilarityCheck.withSeed(models, seed)));
            session.endLearning(learnt);
        } catch (CancellationException e) {
            session.learningCancelled();
        } catch (IllegalArgumentException | FaceCloakException e) {
            session.failLearning(e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("learning failed", e);
            session.failLearning("learning failed: " + e);
        }
    }

    private static Progress progress(Session session) {
        Progress shown = (stage, done, total) -> session.progress(phase(stage), done, total);
        return shown.cancelledWhen(session::cancelled);
    }

    private SessionCloak withCheck(FaceCloak cloak) {
        return new SessionCloak(
                cloak,
                cloak.mask().templates().isEmpty()
                        ? Optional.empty()
                        : Optional.of(SimilarityCheck.withCloak(models, cloak.mask())));
    }

    private static Learning.Phase phase(Stage stage) {
        return switch (stage) {
            case SYNTHESIS, DENOISING -> Learning.Phase.SYNTHESIS;
            case OPTIMIZATION -> Learning.Phase.OPTIMIZATION;
        };
    }

    private static List<byte[]> pngs(List<Portrait> faces) {
        try {
            List<byte[]> pngs = new ArrayList<>();
            for (Portrait face : faces) {
                pngs.add(Pictures.png(face.aligned().toPicture()));
            }
            return pngs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the learning of a session that has ended: it stops at its next step, and must not outlive the models. */
    void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a cloak is still being learnt");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
