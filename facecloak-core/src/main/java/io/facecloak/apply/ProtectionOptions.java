package io.facecloak.apply;

import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoLimits;
import io.facecloak.mask.CloakMask;
import io.facecloak.optimize.Refinement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How photos are protected with a cloak that is already learnt; start from {@link #DEFAULT}. Immutable and thread-safe; the
 * {@code with...} methods give changed copies.
 */
public final class ProtectionOptions {

    /**
     * The usual policy, 500 faces, no measuring, unprotected copies of single files, no mark, JPEG blocks without a face kept, metadata
     * without people, places and devices, {@link PhotoLimits#DEFAULT}, no refinement.
     */
    public static final ProtectionOptions DEFAULT = new ProtectionOptions(
            new Faces(Optional.empty(), 500, false, false),
            new Files(true, false, false, true, MetadataPolicy.SHARING, PhotoLimits.DEFAULT),
            Optional.empty());

    private final Faces faces;
    private final Files files;
    private final Optional<Refinement> refinement;

    private ProtectionOptions(Faces faces, Files files, Optional<Refinement> refinement) {
        this.faces = faces;
        this.files = files;
        this.refinement = refinement;
    }

    /** What counts for the faces of a photo. */
    private record Faces(Optional<FacePolicy> policy, int max, boolean measureSimilarity, boolean require) {

        Faces {
            if (max < 1) {
                throw new IllegalArgumentException("maxFaces must be at least 1, but is " + max);
            }
        }
    }

    /** What counts for photos that are read and written. */
    private record Files(
            boolean copyUnprotected,
            boolean mark,
            boolean acceptMarked,
            boolean keepBlocks,
            MetadataPolicy metadata,
            PhotoLimits limits) {

        Files {
            Objects.requireNonNull(metadata, "metadata");
            Objects.requireNonNull(limits, "limits");
        }
    }

    private ProtectionOptions with(Faces newFaces) {
        return new ProtectionOptions(newFaces, files, refinement);
    }

    private ProtectionOptions with(Files newFiles) {
        return new ProtectionOptions(faces, newFiles, refinement);
    }

    /**
     * Which faces are cloaked; by default (empty) {@link FacePolicy#MATCH_OR_MAIN}, or {@link FacePolicy#LARGEST} if the cloak remembers no
     * person.
     */
    public Optional<FacePolicy> facePolicy() {
        return faces.policy;
    }

    /** As {@link #facePolicy()}. */
    public ProtectionOptions withFacePolicy(FacePolicy policy) {
        Optional<FacePolicy> chosen = Optional.of(Objects.requireNonNull(policy, "policy"));
        return with(new Faces(chosen, faces.max, faces.measureSimilarity, faces.require));
    }

    /** How many faces of one photo are looked at, at least 1: of more, the smallest are left alone ({@link Decision#TOO_MANY}). */
    public int maxFaces() {
        return faces.max;
    }

    /** As {@link #maxFaces()}. */
    public ProtectionOptions withMaxFaces(int maxFaces) {
        return with(new Faces(faces.policy, maxFaces, faces.measureSimilarity, faces.require));
    }

    /**
     * Whether each cloaked face is compared with the cloak's person before and after, which costs a run of every recogniser that made a
     * template of the cloak.
     */
    public boolean measureSimilarity() {
        return faces.measureSimilarity;
    }

    /** As {@link #measureSimilarity()}. */
    public ProtectionOptions withMeasureSimilarity(boolean measureSimilarity) {
        return with(new Faces(faces.policy, faces.max, measureSimilarity, faces.require));
    }

    /** Whether a photo without any face is refused with a {@link NoFaceException} instead of coming back unchanged. */
    public boolean requireFace() {
        return faces.require;
    }

    /** As {@link #requireFace()}. */
    public ProtectionOptions withRequireFace(boolean requireFace) {
        return with(new Faces(faces.policy, faces.max, faces.measureSimilarity, requireFace));
    }

    /**
     * Whether protecting a file, bytes or a stream in which no face is cloaked writes an unprotected copy; if not, nothing is written, and
     * the outcomes say why. {@link io.facecloak.FolderProtection} has a setting of its own.
     */
    public boolean copyUnprotected() {
        return files.copyUnprotected;
    }

    /** As {@link #copyUnprotected()}. */
    public ProtectionOptions withCopyUnprotected(boolean copyUnprotected) {
        return with(new Files(
                copyUnprotected, files.mark, files.acceptMarked, files.keepBlocks, files.metadata, files.limits));
    }

    /**
     * Whether a protected file gets a note in its XMP metadata that says so; files without XMP (BMP) cannot carry it. The note says only
     * that a photo is cloaked, not with whose cloak; but it says so to everybody.
     */
    public boolean mark() {
        return files.mark;
    }

    /** As {@link #mark()}. */
    public ProtectionOptions withMark(boolean mark) {
        return with(new Files(
                files.copyUnprotected, mark, files.acceptMarked, files.keepBlocks, files.metadata, files.limits));
    }

    /**
     * Whether a file with that note is cloaked once more instead of refused with an {@link AlreadyCloakedException}: needed to put several
     * people's cloaks on one photo, one after the other, where marks are written.
     */
    public boolean acceptMarked() {
        return files.acceptMarked;
    }

    /** As {@link #acceptMarked()}. */
    public ProtectionOptions withAcceptMarked(boolean acceptMarked) {
        return with(new Files(
                files.copyUnprotected, files.mark, acceptMarked, files.keepBlocks, files.metadata, files.limits));
    }

    /**
     * Whether the blocks of a JPEG file that no cloaked face touches stay as they are, bit by bit, where that is possible; else the whole
     * picture is encoded anew, which loses a little everywhere but tells less about where the cloak is.
     */
    public boolean keepBlocks() {
        return files.keepBlocks;
    }

    /** As {@link #keepBlocks()}. */
    public ProtectionOptions withKeepBlocks(boolean keepBlocks) {
        return with(new Files(
                files.copyUnprotected, files.mark, files.acceptMarked, keepBlocks, files.metadata, files.limits));
    }

    /** What a written file keeps of the source's metadata. */
    public MetadataPolicy metadata() {
        return files.metadata;
    }

    /** As {@link #metadata()}. */
    public ProtectionOptions withMetadata(MetadataPolicy metadata) {
        return with(new Files(
                files.copyUnprotected, files.mark, files.acceptMarked, files.keepBlocks, metadata, files.limits));
    }

    /** What is read at most. */
    public PhotoLimits limits() {
        return files.limits;
    }

    /** As {@link #limits()}. */
    public ProtectionOptions withLimits(PhotoLimits limits) {
        return with(new Files(
                files.copyUnprotected, files.mark, files.acceptMarked, files.keepBlocks, files.metadata, limits));
    }

    /**
     * How the cloak is refined on each face that gets it, which takes a second or so per face and protects far better; by default (empty) it
     * is laid on as it is, without gradients, in milliseconds.
     */
    public Optional<Refinement> refinement() {
        return refinement;
    }

    /** As {@link #refinement()}. */
    public ProtectionOptions withRefinement(Refinement refinement) {
        return new ProtectionOptions(faces, files, Optional.of(Objects.requireNonNull(refinement, "refinement")));
    }

    public ProtectionOptions withoutRefinement() {
        return new ProtectionOptions(faces, files, Optional.empty());
    }

    /** The policy for this cloak. */
    public FacePolicy facePolicyFor(CloakMask cloak) {
        return faces.policy.orElse(cloak.templates().isEmpty() ? FacePolicy.LARGEST : FacePolicy.MATCH_OR_MAIN);
    }

    /** Whether protecting with this cloak runs a recogniser; a detector alone suffices where it does not. */
    public boolean needsRecogniser(CloakMask cloak) {
        return refinement.isPresent() || comparesFaces(cloak);
    }

    /** Whether faces are compared with the cloak's person, which only a cloak with templates allows. */
    public boolean comparesFaces(CloakMask cloak) {
        return faces.measureSimilarity || facePolicyFor(cloak).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProtectionOptions that
                && faces.equals(that.faces)
                && files.equals(that.files)
                && refinement.equals(that.refinement);
    }

    @Override
    public int hashCode() {
        return Objects.hash(faces, files, refinement);
    }

    /** What differs from {@link #DEFAULT}. */
    @Override
    public String toString() {
        List<String> changes = new ArrayList<>();
        note(changes, "facePolicy", facePolicy(), DEFAULT.facePolicy());
        note(changes, "maxFaces", maxFaces(), DEFAULT.maxFaces());
        note(changes, "measureSimilarity", measureSimilarity(), DEFAULT.measureSimilarity());
        note(changes, "requireFace", requireFace(), DEFAULT.requireFace());
        note(changes, "copyUnprotected", copyUnprotected(), DEFAULT.copyUnprotected());
        note(changes, "mark", mark(), DEFAULT.mark());
        note(changes, "acceptMarked", acceptMarked(), DEFAULT.acceptMarked());
        note(changes, "keepBlocks", keepBlocks(), DEFAULT.keepBlocks());
        note(changes, "metadata", metadata(), DEFAULT.metadata());
        note(changes, "limits", limits(), DEFAULT.limits());
        note(changes, "refinement", refinement(), DEFAULT.refinement());
        return "ProtectionOptions[" + (changes.isEmpty() ? "default" : String.join(", ", changes)) + "]";
    }

    private static void note(List<String> changes, String name, Object value, Object usual) {
        if (!value.equals(usual)) {
            Object shown = value instanceof Optional<?> optional ? optional.orElseThrow() : value;
            changes.add(name + "=" + shown);
        }
    }
}
