package io.facecloak.internal.image;

import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoEncoder;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoLimits;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.storage.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes photos as they came: PNG, TIFF and BMP without loss, GIF and lossless WebP as PNG, lossy WebP as JPEG that rounds no more than it
 * did, HEIC and AVIF as JPEG of quality 95, or all of them as PNG where they have transparent parts ({@link #formatOf}; {@link #in},
 * {@link #inOwnFormat} and {@link #named} say otherwise), with the metadata that the policy keeps and the format has room for. A JPEG or PNG photo with unchanged pixels is copied, not encoded again.
 *
 * <p>Of a JPEG photo with changed pixels, only the blocks in which they changed are encoded; everything else that the file tells of its
 * picture (quantised coefficients, quantisation tables, subsampling, scans, restart intervals) stays, so that a decoder makes the same
 * pixels of it, bit by bit. Where that is not possible (inks, sampling factors that do not divide each other, a broken or incomplete
 * progression, pixels of another kind than the file's, another orientation than the file's) or not wanted, the whole picture is encoded
 * with the source's quantisation tables, subsampling and progression, and {@link RewrittenPixels} says so.
 *
 * <p>Immutable and thread-safe.
 */
public final class PhotoWriter {

    /** Bytes per pixel below which a JPEG photo is coarse. */
    private static final double COARSE = 0.06;

    /** Pixels of a photo that is decoded in no time, and whose metadata may be longer than all else. */
    private static final int SMALL = 500_000;

    private final MetadataPolicy policy;
    private final boolean mark;
    private final boolean keepBlocks;

    /** Encodes every photo; empty: each photo's own format, or what stands for it. */
    private final Optional<PhotoFormat> format;

    private final boolean ownFormat;

    /** With {@link MetadataPolicy#SHARING}. */
    public PhotoWriter() {
        this(MetadataPolicy.SHARING);
    }

    public PhotoWriter(MetadataPolicy policy) {
        this(policy, false);
    }

    /**
     * @param mark whether photos whose pixels changed get a note in their XMP that they are cloaked, under every policy; BMP files have no
     *     place for it
     */
    public PhotoWriter(MetadataPolicy policy, boolean mark) {
        this(policy, mark, true);
    }

    /**
     * @param mark as for {@link #PhotoWriter(MetadataPolicy, boolean)}
     * @param keepBlocks whether JPEG blocks without a changed pixel stay as they are where that is possible (the default); else the whole
     *     picture is encoded anew, which tells less about where the changes are
     */
    public PhotoWriter(MetadataPolicy policy, boolean mark, boolean keepBlocks) {
        this(Objects.requireNonNull(policy, "policy"), mark, keepBlocks, Optional.empty(), false);
    }

    private PhotoWriter(
            MetadataPolicy policy, boolean mark, boolean keepBlocks, Optional<PhotoFormat> format, boolean ownFormat) {
        this.policy = policy;
        this.mark = mark;
        this.keepBlocks = keepBlocks;
        this.format = format;
        this.ownFormat = ownFormat;
    }

    /**
     * A writer that writes every photo in a format for which there is a {@link PhotoEncoder}, such as {@link PhotoFormat#HEIC}. Without one
     * on the class path, or without the native library that it needs, writing fails.
     */
    public PhotoWriter in(PhotoFormat format) {
        return new PhotoWriter(policy, mark, keepBlocks, Optional.of(format), false);
    }

    /**
     * A writer that writes photos of formats for which the core has no encoder (HEIC, AVIF, WebP, GIF) in their own format, as {@link #in}
     * does, where there is a {@link PhotoEncoder} for it on the class path.
     */
    public PhotoWriter inOwnFormat() {
        return new PhotoWriter(policy, mark, keepBlocks, Optional.empty(), true);
    }

    /**
     * This writer, or for a file that is named {@code .heic}, {@code .heif}, {@code .hif} or {@code .avif}, one that writes what the name says;
     * so does {@code .png} for photos that cannot stay in their own format.
     */
    public PhotoWriter named(Path target) {
        String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".heic") || name.endsWith(".heif") || name.endsWith(".hif")) {
            return in(PhotoFormat.HEIC);
        }
        if (name.endsWith(".avif")) {
            return in(PhotoFormat.AVIF);
        }
        return name.endsWith(".png") && format.isEmpty() ? in(PhotoFormat.PNG) : this;
    }

    /**
     * Writes a file whole or not at all: into a temporary file beside it, which is then moved into place.
     *
     * @param target may be the photo's own file, which counts as overwriting
     * @return how much of the picture was encoded
     * @throws LostChangeException if the photo is stored so coarsely that the file would show nothing of what was changed
     * @throws java.nio.file.FileAlreadyExistsException if the target exists and {@code overwrite} is false
     * @throws IOException if encoding or writing fails; an existing target is then unchanged
     */
    public RewrittenPixels write(Photo photo, Path target, boolean overwrite) throws IOException {
        return write(photo, target, overwrite, Optional.empty());
    }

    /**
     * As {@link #write(Photo, Path, boolean)}.
     *
     * @param modified when the file says that it was last changed; empty: now
     */
    public RewrittenPixels write(Photo photo, Path target, boolean overwrite, Optional<FileTime> modified)
            throws IOException {
        AtomicFile.requireWritable(target, overwrite);
        Encoded encoded = encoding(photo);
        AtomicFile.write(target, encoded.bytes(), overwrite, modified);
        return encoded.rewritten();
    }

    /** The format that {@link #write} will use. */
    public PhotoFormat formatOf(Photo photo) {
        return encoderFormat(photo.format()).orElseGet(() -> photo.encoded().writtenAs(photo.upright()));
    }

    /**
     * The format in which a file will be written as far as its first bytes tell, before its pixels are known: transparent ones may need
     * another. Empty if it is no photo.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<PhotoFormat> expectedFormat(Path source) throws IOException {
        Optional<PhotoFormat> format = PhotoFormat.of(source);
        if (format.isEmpty()) {
            return format;
        }
        Optional<PhotoFormat> added = encoderFormat(format.get());
        if (added.isPresent()) {
            return added;
        }
        boolean likeJpeg = format.get() == PhotoFormat.WEBP && WebpPhoto.isOpaqueLossy(source);
        return Optional.of(likeJpeg ? PhotoFormat.JPEG : usual(format.get()));
    }

    private static PhotoFormat usual(PhotoFormat source) {
        return switch (source) {
            case GIF, WEBP -> PhotoFormat.PNG;
            case HEIC, AVIF, OTHER -> PhotoFormat.JPEG;
            default -> source;
        };
    }

    /** The format that the photo is converted to; empty where it stays in its own, or in what usually stands for that. */
    private Optional<PhotoFormat> encoderFormat(PhotoFormat source) {
        if (format.equals(Optional.of(PhotoFormat.PNG)) && usual(source) == source) {
            return Optional.empty();
        }
        boolean own =
                ownFormat && usual(source) != source && Codecs.encoder(source).isPresent();
        return own ? Optional.of(source) : format;
    }

    /** What a written photo will lack, or have in another way, although the policy does not ask for that. */
    public Set<PhotoNote> notes(Photo photo) {
        PhotoMetadata source = photo.encoded().metadata();
        PhotoMetadata allowed = source.filtered(MetadataRules.of(policy, source));
        PhotoMetadata kept = fitted(allowed, photo);
        Set<PhotoNote> notes = EnumSet.noneOf(PhotoNote.class);
        notes.addAll(photo.encoded().companions());
        if (policy != MetadataPolicy.STRIP) {
            if (source.exif()
                    .filter(exif -> TiffStructure.parse(exif).isEmpty())
                    .isPresent()) {
                notes.add(PhotoNote.EXIF_LOST);
            }
            if (source.xmp().isPresent() && allowed.xmp().isEmpty()) {
                notes.add(PhotoNote.XMP_LOST);
            }
            if (!policy.keepsPlaces()
                    && source.exif().filter(ExifBlock::hasMakerNote).isPresent()) {
                notes.add(PhotoNote.MAKER_NOTE_LOST);
            }
        }
        if (source.icc().isPresent() && allowed.icc().isEmpty()) {
            notes.add(PhotoNote.PROFILE_LOST);
        }
        addIfLost(PhotoNote.EXIF_TOO_LONG, allowed.exif(), kept.exif(), notes);
        addIfLost(PhotoNote.XMP_TOO_LONG, allowed.xmp(), kept.xmp(), notes);
        addIfLost(PhotoNote.PROFILE_TOO_LONG, allowed.icc(), kept.icc(), notes);
        if (kept.orientation() != source.orientation()) {
            notes.add(PhotoNote.TURNED);
        }
        return notes;
    }

    private static void addIfLost(
            PhotoNote note, Optional<byte[]> before, Optional<byte[]> after, Set<PhotoNote> notes) {
        if (before.isPresent() && after.isEmpty()) {
            notes.add(note);
        }
    }

    /** What the core's file of a photo has room for. */
    private PhotoMetadata fitted(PhotoMetadata metadata, Photo photo) {
        boolean jpeg = encoderFormat(photo.format()).isEmpty() && formatOf(photo) == PhotoFormat.JPEG;
        return jpeg ? metadata.inJpeg() : metadata;
    }

    /** The bytes of the file that {@link #write} writes. */
    public byte[] encode(Photo photo) throws IOException {
        return encoding(photo).bytes();
    }

    /**
     * The file that {@link #write} writes. Whether the change is in it is looked at too: some levels get lost only where few bits tell of a
     * pixel; elsewhere there is no need to decode the file again.
     */
    public Encoded encoding(Photo photo) throws IOException {
        Encoded encoded = encoded(photo);
        long pixels = (long) photo.upright().getWidth() * photo.upright().getHeight();
        boolean doubtful = pixels <= SMALL || encoded.bytes().length < pixels * COARSE;
        if (photo.changed() && formatOf(photo) == PhotoFormat.JPEG && doubtful) {
            BufferedImage written = new PhotoReader(new PhotoLimits(pixels, encoded.bytes().length))
                    .read(new ByteArrayInputStream(encoded.bytes()), photo.name())
                    .upright();
            BufferedImage source = photo.encoded()
                    .metadata()
                    .orientation()
                    .toUpright(photo.encoded().decode());
            if (PixelComparison.areEqual(source, written) && !PixelComparison.areEqual(source, photo.upright())) {
                throw new LostChangeException(photo.name());
            }
        }
        return encoded;
    }

    /**
     * @param bytes of the file
     * @param rewritten how much of the picture was encoded for it
     */
    public record Encoded(byte[] bytes, RewrittenPixels rewritten) {}

    private Encoded encoded(Photo photo) throws IOException {
        EncodedPhoto source = photo.encoded();
        Optional<PhotoFormat> added = encoderFormat(photo.format());
        if (added.isPresent()) {
            return new Encoded(encodedAs(added.get(), photo), RewrittenPixels.ALL);
        }
        MetadataRules rules = MetadataRules.of(policy, source.metadata());
        PhotoMetadata filtered = fitted(source.metadata().filtered(rules), photo);
        PhotoMetadata metadata = mark && photo.changed() ? filtered.marked() : filtered;
        boolean sameOrientation = metadata.orientation() == photo.orientation();
        if (!photo.changed() && sameOrientation) {
            boolean rounded = formatOf(photo) == PhotoFormat.JPEG && photo.format() != PhotoFormat.JPEG;
            return new Encoded(source.copy(metadata, rules), rounded ? RewrittenPixels.ALL : RewrittenPixels.NONE);
        }
        if (keepBlocks && sameOrientation && photo.changes().isPresent()) {
            Optional<byte[]> patched = source.patch(photo.changes().get(), metadata, rules);
            if (patched.isPresent()) {
                return new Encoded(patched.get(), RewrittenPixels.CHANGED_BLOCKS);
            }
        }
        BufferedImage stored = metadata.orientation().toStored(photo.upright());
        return new Encoded(source.encode(stored, metadata, rules), RewrittenPixels.ALL);
    }

    private byte[] encodedAs(PhotoFormat wanted, Photo photo) throws IOException {
        PhotoMetadata source = photo.encoded().metadata().upright();
        PhotoMetadata filtered = source.filtered(MetadataRules.of(policy, source));
        PhotoMetadata kept = mark && photo.changed() ? filtered.marked() : filtered;
        if (wanted == PhotoFormat.PNG) {
            return PngPhoto.encoded(photo.upright(), kept);
        }
        PhotoEncoder encoder = Codecs.encoder(wanted)
                .orElseThrow(() -> new IOException(photo.name() + " cannot be written as " + wanted
                        + ", for which no encoder is on the class path; put io.facecloak:facecloak-heif there, or let it be"
                        + " written as JPEG"));
        // The profile of inks or of gray does not describe what an encoder is given.
        Optional<byte[]> icc = kept.icc().filter(profile -> Signature.startsWith(profile, 16, "RGB "));
        return encoder.encode(
                ColorTag.untagged(photo.upright()), wanted, new MetadataBlocks(kept.exif(), kept.xmp(), icc));
    }
}
