package io.facecloak;

import io.facecloak.apply.CloakApplier;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.image.Photo;
import io.facecloak.image.PhotoReader;
import io.facecloak.image.PhotoWriter;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.storage.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A person's cloak, ready to protect photos: learnt from one photo with {@link #builder()}, or loaded from a file.
 *
 * <pre>{@code
 * FaceCloak cloak = FaceCloak.builder().seed(Path.of("me.jpg")).build();
 * cloak.apply(Path.of("party.jpg"), Path.of("party-protected.jpg"));
 * cloak.save(Path.of("me.cloak"));
 * }</pre>
 *
 * <p>Applying needs no optimisation and no network. Immutable and thread-safe. A cloak borrows its models and does not close them.
 */
public final class FaceCloak {

    private final CloakMask mask;
    private final CloakApplier applier;
    private final PhotoReader reader = new PhotoReader();
    private final PhotoWriter writer = new PhotoWriter();

    /** @param matchers recognisers for {@link FacePolicy#MATCH} */
    FaceCloak(CloakMask mask, LandmarkDetector detector, List<Embedder> matchers, FacePolicy policy) {
        this.mask = mask;
        this.applier = new CloakApplier(mask, detector, matchers, policy);
    }

    /** Starts learning a cloak; the defaults are those of {@link Preset#BALANCED}. */
    public static FaceCloakBuilder builder() {
        return new FaceCloakBuilder();
    }

    /**
     * A cloak from its mask.
     *
     * @throws IllegalStateException if the policy is MATCH and the mask does not remember its person
     * @throws io.facecloak.model.ModelException if the models have no detector, or the policy is MATCH and none of their recognisers
     *     made what the mask remembers
     */
    public static FaceCloak of(CloakMask mask, FaceModels models, FacePolicy policy) {
        Objects.requireNonNull(mask, "mask");
        Objects.requireNonNull(policy, "policy");
        // Only matching needs recognisers: a cloak for the largest face must work with a detector alone.
        List<Embedder> matchers = policy == FacePolicy.MATCH ? models.embedders() : List.of();
        return new FaceCloak(mask, models.detector(), matchers, policy);
    }

    /**
     * Reads a cloak file and uses {@link FaceModels#configured()}. A cloak that remembers its person is put on matching faces only, one
     * that does not on the largest face.
     *
     * @throws IOException if the file cannot be read
     * @throws io.facecloak.mask.CloakFormatException if it is not a sound cloak file
     * @throws io.facecloak.model.ModelException if no models are configured, or as for {@link #of}
     */
    public static FaceCloak load(Path file) throws IOException {
        CloakMask mask = CloakFile.read(file);
        return of(mask, FaceModels.configured(), mask.templates().isEmpty() ? FacePolicy.LARGEST : FacePolicy.MATCH);
    }

    /**
     * Reads a cloak file.
     *
     * @throws IOException if the file cannot be read
     * @throws io.facecloak.mask.CloakFormatException if it is not a sound cloak file
     * @throws IllegalStateException as for {@link #of}
     * @throws io.facecloak.model.ModelException as for {@link #of}
     */
    public static FaceCloak load(Path file, FaceModels models, FacePolicy policy) throws IOException {
        return of(CloakFile.read(file), models, policy);
    }

    /**
     * Writes the cloak file, replacing one that exists in a single step.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public void save(Path file) throws IOException {
        CloakFile.write(mask, file);
    }

    /**
     * The protected copy of an upright photo; {@code photo} is not changed. Without a face to protect, the copy has the same pixels.
     *
     * @param photo gray or RGB with integer samples, or with a palette
     * @throws IllegalArgumentException if the photo is of another kind
     * @throws IllegalStateException if the models were closed
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public BufferedImage apply(BufferedImage photo) {
        return protect(photo).photo();
    }

    /** As {@link #apply(BufferedImage)}, with what became of each face. */
    public Protection protect(BufferedImage photo) {
        return applier.apply(Objects.requireNonNull(photo, "photo"));
    }

    /**
     * Protects a photo file: same orientation and metadata (without location and thumbnail) as the source, and the same format, but GIF
     * and WebP become PNG.
     *
     * @param target must not exist; it appears complete or not at all
     * @return what became of each face
     * @throws IOException if the source is not a readable photo, or the target exists or cannot be written
     * @throws IllegalStateException if the models were closed
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public List<FaceOutcome> apply(Path source, Path target) throws IOException {
        return apply(source, target, false);
    }

    /**
     * As {@link #apply(Path, Path)}.
     *
     * @param overwrite whether an existing target is replaced; with the source as target, the original is lost
     */
    public List<FaceOutcome> apply(Path source, Path target, boolean overwrite) throws IOException {
        AtomicFile.requireWritable(target, overwrite);
        Photo photo = reader.read(source);
        Protection protection = protect(photo.upright());
        Photo result = protection.cloaked() == 0 ? photo : photo.withPixels(protection.photo());
        writer.write(result, target, overwrite);
        return protection.faces();
    }

    /** The learnt perturbation and how it was made. */
    public CloakMask mask() {
        return mask;
    }
}
