package io.facecloak.internal.apply;

import io.facecloak.apply.AlreadyCloakedException;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.NoFaceException;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.FaceLocation;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoMemoryException;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.parallel.Lanes;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Protects photos, in memory and as files, with one cloak and one set of options. Thread-safe, as its models are. */
public final class PhotoProtector {

    private static final Logger LOG = LoggerFactory.getLogger(PhotoProtector.class);

    private final CloakApplier applier;
    private final ProtectionOptions options;
    private final PhotoReader reader;
    private final PhotoWriter writer;
    private final AtomicBoolean prepared = new AtomicBoolean();

    /**
     * The models are used, not owned: they stay open.
     *
     * @param matchers recognisers, of which at least one must have made a template of the cloak; may be empty unless
     *     {@link ProtectionOptions#needsRecogniser}
     * @throws IllegalStateException if a recogniser is needed and the cloak holds no templates
     * @throws io.facecloak.model.ModelException if a recogniser is needed and no matcher made any of the templates
     */
    public PhotoProtector(
            CloakMask cloak, LandmarkDetector detector, List<Embedder> matchers, ProtectionOptions options) {
        this(
                new CloakApplier(cloak, detector, matchers, options),
                options,
                new PhotoWriter(options.metadata(), options.mark(), options.keepBlocks()));
    }

    private PhotoProtector(CloakApplier applier, ProtectionOptions options, PhotoWriter writer) {
        this.applier = applier;
        this.options = options;
        this.reader = new PhotoReader(options.limits());
        this.writer = writer;
    }

    /** The same, but each photo is written in its own format, where a {@link io.facecloak.image.PhotoEncoder} is needed for that. */
    public PhotoProtector inOwnFormat() {
        return new PhotoProtector(applier, options, writer.inOwnFormat());
    }

    /**
     * The protected copy of an upright photo; {@code photo} is not changed. Without a face to protect, the copy has the same pixels.
     *
     * @param photo gray or RGB with integer samples, or with a palette
     * @throws IllegalArgumentException if the photo is of another kind
     * @throws NoFaceException if it shows no face and the options require one
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public Protection<BufferedImage> protect(BufferedImage photo) {
        return withFace(applier.apply(photo), "the photo");
    }

    /**
     * As {@link #protect(BufferedImage)}, at the faces that the caller knows, as {@link CloakApplier#apply(BufferedImage, List)} describes.
     */
    public Protection<BufferedImage> protect(BufferedImage photo, List<? extends FaceLocation> faces) {
        return withFace(applier.apply(photo, faces), "the photo");
    }

    /**
     * Protects a photo that is read from a stream to its end; the stream stays open. If no face of it is cloaked, it is encoded unprotected
     * all the same, unless the options say no to {@linkplain ProtectionOptions#copyUnprotected that}.
     *
     * @param name for messages
     * @return the bytes of the protected file; none if nothing was written
     * @throws AlreadyCloakedException if the source is marked and the options do not accept that
     * @throws NoFaceException as for {@link #protect(BufferedImage)}
     * @throws io.facecloak.internal.image.LostChangeException if the source is stored so coarsely that nothing of the cloak would be in its copy
     * @throws IOException if the source is not a readable photo
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public Protection<byte[]> protect(InputStream source, String name) throws IOException {
        return naming(name, () -> {
            Cloaked cloaked = cloak(() -> reader.read(source, name), applier::apply);
            if (!isToBeWritten(cloaked)) {
                return unwritten(new byte[0], cloaked);
            }
            PhotoWriter.Encoded encoded = writer.encoding(cloaked.photo());
            return written(encoded.bytes(), cloaked, writer, encoded.rewritten());
        });
    }

    /**
     * Protects a photo file, as {@link #protect(InputStream, String)} does a stream.
     *
     * @param target appears complete or not at all; unless {@code overwrite}, it must not exist; a name that ends in {@code .heic} or
     *     {@code .avif} asks for that format, else {@link PhotoWriter} says which it will be
     * @throws java.nio.file.FileSystemException if the target's name promises another format
     * @throws IOException also if the target exists or cannot be written
     */
    public Protection<Path> protect(Path source, Path target, boolean overwrite) throws IOException {
        return protectFile(source, target, overwrite, applier::apply);
    }

    /**
     * As {@link #protect(Path, Path, boolean)}, at the faces that the caller knows, as
     * {@link CloakApplier#apply(BufferedImage, List)} describes.
     *
     * @param faces in pixels of the photo as one sees it, after its EXIF orientation
     */
    public Protection<Path> protect(Path source, Path target, boolean overwrite, List<? extends FaceLocation> faces)
            throws IOException {
        return protectFile(source, target, overwrite, upright -> applier.apply(upright, faces));
    }

    private Protection<Path> protectFile(
            Path source, Path target, boolean overwrite, Function<BufferedImage, Protection<BufferedImage>> cloaking)
            throws IOException {
        AtomicFile.requireWritable(target, overwrite);
        return naming(source.toString(), () -> {
            Cloaked cloaked = cloak(() -> reader.read(source), cloaking);
            if (!isToBeWritten(cloaked)) {
                return unwritten(target, cloaked);
            }
            PhotoWriter named = writer.named(target);
            PhotoNames.requireFitting(target, named.formatOf(cloaked.photo()));
            return written(target, cloaked, named, named.write(cloaked.photo(), target, overwrite));
        });
    }

    private boolean isToBeWritten(Cloaked cloaked) {
        return options.copyUnprotected() || Status.of(cloaked.faces()) == Status.PROTECTED;
    }

    private static <P> Protection<P> unwritten(P photo, Cloaked cloaked) {
        return new Protection<>(photo, cloaked.faces(), Optional.empty(), Optional.empty(), Set.of());
    }

    private static <P> Protection<P> written(P photo, Cloaked cloaked, PhotoWriter writer, RewrittenPixels rewritten) {
        return new Protection<>(
                photo,
                cloaked.faces(),
                Optional.of(writer.formatOf(cloaked.photo())),
                Optional.of(rewritten),
                writer.notes(cloaked.photo()));
    }

    /** What reads a photo. */
    private interface Source {
        Photo read() throws IOException;
    }

    /** What protects a photo. */
    private interface Work<P> {
        Protection<P> run() throws IOException;
    }

    /** Where memory does not suffice, the failure names the photo. */
    private static <P> Protection<P> naming(String name, Work<P> work) throws IOException {
        try {
            return work.run();
        } catch (OutOfMemoryError e) {
            throw new PhotoMemoryException(name, e);
        }
    }

    /** A photo file read and cloaked, but not yet written. */
    record Cloaked(Photo photo, List<FaceOutcome> faces) {}

    Cloaked cloak(Path source) throws IOException {
        return cloak(() -> reader.read(source), applier::apply);
    }

    private Cloaked cloak(Source source, Function<BufferedImage, Protection<BufferedImage>> cloaking)
            throws IOException {
        Photo photo = prepared.getAndSet(true) ? source.read() : readFirst(source);
        if (photo.isMarked() && !options.acceptMarked()) {
            throw new AlreadyCloakedException(photo.name());
        }
        Protection<BufferedImage> protection = withFace(cloaking.apply(photo.upright()), photo.name());
        return new Cloaked(CloakedPhoto.of(photo, protection), protection.faces());
    }

    /** Reads a photo while the models are loaded, which takes about as long. */
    private Photo readFirst(Source source) throws IOException {
        CompletableFuture<Void> loading = CompletableFuture.runAsync(this::prepare, Lanes.threads());
        try {
            return source.read();
        } finally {
            // Not to be interrupted, since the models are needed next; what failed is tried again then, and told.
            loading.exceptionally(failure -> null).join();
        }
    }

    private void prepare() {
        try {
            applier.prepare();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("the models will be asked once more when there is a face to find", e);
        }
    }

    /** How photos are written unless a target's name asks for another format. */
    PhotoWriter writer() {
        return writer;
    }

    /** Whether a photo can take long, so that a run should not wait for it when it is cancelled. */
    boolean refines() {
        return options.refinement().isPresent();
    }

    private Protection<BufferedImage> withFace(Protection<BufferedImage> protection, String name) {
        if (options.requireFace() && protection.faces().isEmpty()) {
            throw NoFaceException.in(name);
        }
        return protection;
    }
}
