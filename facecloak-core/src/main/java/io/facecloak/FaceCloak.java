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

    private FaceCloak(CloakMask mask, FaceModels models, FacePolicy policy) {
        this.mask = mask;
        // Only matching needs recognisers: a cloak for the largest face must work with a detector alone.
        List<Embedder> matchers = policy == FacePolicy.MATCH ? models.embedders() : List.of();
        this.applier = new CloakApplier(mask, models.detector(), matchers, policy);
    }

    /** Starts learning a cloak; the defaults are the paper's. */
    public static FaceCloakBuilder builder() {
        return new FaceCloakBuilder();
    }

    /** A cloak from its mask. */
    public static FaceCloak of(CloakMask mask, FaceModels models, FacePolicy policy) {
        return new FaceCloak(
                Objects.requireNonNull(mask, "mask"),
                Objects.requireNonNull(models, "models"),
                Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Reads a cloak file and uses {@link FaceModels#configured()}. A cloak that remembers its person is put on matching faces only, one
     * that does not on the largest face.
     *
     * @throws IOException if the file cannot be read or is not a sound cloak file
     */
    public static FaceCloak load(Path file) throws IOException {
        CloakMask mask = CloakFile.read(file);
        return of(mask, FaceModels.configured(), mask.templates().isEmpty() ? FacePolicy.LARGEST : FacePolicy.MATCH);
    }

    /**
     * Reads a cloak file.
     *
     * @throws IOException if the file cannot be read or is not a sound cloak file
     */
    public static FaceCloak load(Path file, FaceModels models, FacePolicy policy) throws IOException {
        return of(CloakFile.read(file), models, policy);
    }

    /** Writes the cloak file, replacing one that exists in a single step. */
    public void save(Path file) throws IOException {
        CloakFile.write(mask, file);
    }

    /** The protected copy of an upright photo; {@code photo} is not changed. A photo without a face to protect comes back unchanged. */
    public BufferedImage apply(BufferedImage photo) {
        return protect(photo).photo();
    }

    /** As {@link #apply(BufferedImage)}, with what became of each face. */
    public Protection protect(BufferedImage photo) {
        return applier.apply(Objects.requireNonNull(photo, "photo"));
    }

    /**
     * Protects a photo file: same format, orientation and metadata (without location and thumbnail) as the source.
     *
     * @param target must not exist; it appears complete or not at all
     * @return what became of each face
     * @throws IOException if the source is not a readable photo, or the target exists or cannot be written
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
