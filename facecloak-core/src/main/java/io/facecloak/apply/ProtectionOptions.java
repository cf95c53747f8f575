package io.facecloak.apply;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoLimits;
import io.facecloak.mask.CloakMask;
import io.facecloak.optimize.Refinement;
import java.util.Objects;
import java.util.Optional;

/**
 * How photos are protected with a cloak that is already learnt; start from {@link #DEFAULT}. Immutable and thread-safe.
 *
 * @param facePolicy which faces are cloaked; empty: {@link FacePolicy#MATCH_OR_MAIN}, or {@link FacePolicy#LARGEST} if the cloak remembers
 *     no person
 * @param maxFaces how many faces of one photo are looked at, at least 1: of more, the smallest are left alone
 *     ({@link Decision#TOO_MANY})
 * @param measureSimilarity whether each cloaked face is compared with the cloak's person before and after, which costs a run of every
 *     recogniser that made a template of the cloak
 * @param requireFace whether a photo without any face is refused with a {@link NoFaceException} instead of coming back unchanged
 * @param copyUnprotected whether protecting a file in which no face is cloaked writes an unprotected copy; if not, nothing is written, and the
 *     outcomes say why. {@link FolderProtection} has a setting of its own
 * @param mark whether a protected file gets a note in its XMP metadata that says so; files without XMP (BMP) cannot carry it
 * @param acceptMarked whether a file with that note is cloaked once more instead of refused with an {@link AlreadyCloakedException}
 * @param keepBlocks whether the blocks of a JPEG file that no cloaked face touches stay as they are, bit by bit, where that is possible;
 *     else the whole picture is encoded anew, which loses a little everywhere but tells less about where the cloak is
 * @param metadata what a written file keeps of the source's metadata
 * @param limits what is read at most
 * @param refinement how the cloak is refined on each face that gets it; empty: it is laid on as it is, without gradients, in milliseconds
 */
public record ProtectionOptions(
        Optional<FacePolicy> facePolicy,
        int maxFaces,
        boolean measureSimilarity,
        boolean requireFace,
        boolean copyUnprotected,
        boolean mark,
        boolean acceptMarked,
        boolean keepBlocks,
        MetadataPolicy metadata,
        PhotoLimits limits,
        Optional<Refinement> refinement) {

    /** The usual policy, 500 faces, no measuring, unprotected copies of single files, no mark, JPEG blocks without a face kept, metadata without people, places and devices,
     * {@link PhotoLimits#DEFAULT}, no refinement. */
    public static final ProtectionOptions DEFAULT = new ProtectionOptions(
            Optional.empty(),
            500,
            false,
            false,
            true,
            false,
            false,
            true,
            MetadataPolicy.SHARING,
            PhotoLimits.DEFAULT,
            Optional.empty());

    public ProtectionOptions {
        Objects.requireNonNull(facePolicy, "facePolicy");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(refinement, "refinement");
        if (maxFaces < 1) {
            throw new IllegalArgumentException("maxFaces must be at least 1, but is " + maxFaces);
        }
    }

    public ProtectionOptions withFacePolicy(FacePolicy facePolicy) {
        return new ProtectionOptions(
                Optional.of(facePolicy),
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withMaxFaces(int maxFaces) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withMeasureSimilarity(boolean measureSimilarity) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withRequireFace(boolean requireFace) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withCopyUnprotected(boolean copyUnprotected) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    /** The note says only that a photo is cloaked, not with whose cloak; but it says so to everybody. */
    public ProtectionOptions withMark(boolean mark) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    /** Needed to put several people's cloaks on one photo, one after the other, where marks are written. */
    public ProtectionOptions withAcceptMarked(boolean acceptMarked) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withKeepBlocks(boolean keepBlocks) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withMetadata(MetadataPolicy metadata) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    public ProtectionOptions withLimits(PhotoLimits limits) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                refinement);
    }

    /** Refines the cloak on every face that gets it, which takes a second or so per face and protects far better. */
    public ProtectionOptions withRefinement(Refinement refinement) {
        return with(Optional.of(refinement));
    }

    public ProtectionOptions withoutRefinement() {
        return with(Optional.empty());
    }

    private ProtectionOptions with(Optional<Refinement> newRefinement) {
        return new ProtectionOptions(
                facePolicy,
                maxFaces,
                measureSimilarity,
                requireFace,
                copyUnprotected,
                mark,
                acceptMarked,
                keepBlocks,
                metadata,
                limits,
                newRefinement);
    }

    /** The policy for this cloak. */
    public FacePolicy facePolicyFor(CloakMask cloak) {
        return facePolicy.orElse(cloak.templates().isEmpty() ? FacePolicy.LARGEST : FacePolicy.MATCH_OR_MAIN);
    }

    /** Whether protecting with this cloak runs a recogniser; a detector alone suffices where it does not. */
    public boolean needsRecogniser(CloakMask cloak) {
        return refinement.isPresent() || comparesFaces(cloak);
    }

    /** Whether faces are compared with the cloak's person, which only a cloak with templates allows. */
    public boolean comparesFaces(CloakMask cloak) {
        return measureSimilarity || facePolicyFor(cloak).matches();
    }
}
