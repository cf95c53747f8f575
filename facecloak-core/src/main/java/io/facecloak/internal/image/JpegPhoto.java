package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import io.facecloak.internal.jpeg.ColourModel;
import io.facecloak.internal.jpeg.JpegPatch;
import io.facecloak.internal.jpeg.JpegScans;
import io.facecloak.internal.jpeg.JpegStreamException;
import io.facecloak.internal.jpeg.Markers;
import io.facecloak.internal.jpeg.SampleChanges;
import io.facecloak.internal.jpeg.Segment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JPEG file. */
public final class JpegPhoto implements EncodedPhoto {

    private static final Logger LOG = LoggerFactory.getLogger(JpegPhoto.class);

    /** Warnings after which decoders go on with gray or garbled blocks. */
    private static final Pattern DAMAGE =
            Pattern.compile("corrupt|premature|truncat|inconsistent progression", Pattern.CASE_INSENSITIVE);

    private static final int ADOBE_LENGTH = 12;

    private static final String JFIF = "JFIF\0";

    /** Version 1.1, square pixels, no thumbnail. */
    private static final Segment PLAIN_JFIF =
            new Segment(Markers.APP0, new byte[] {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});

    private final String name;
    private final byte[] bytes;
    private final JpegSegments segments;
    private final JpegFrame frame;
    private final PhotoMetadata metadata;

    private JpegPhoto(String name, byte[] bytes, JpegSegments segments, JpegFrame frame) {
        this.name = name;
        this.bytes = bytes;
        this.segments = segments;
        this.frame = frame;
        this.metadata = JpegMetadata.read(segments.head());
    }

    public static JpegPhoto parse(byte[] bytes, String name) throws PhotoFormatException {
        try {
            return parsed(bytes, name);
        } catch (PhotoFormatException e) {
            // Some programs leave EOI out; decoders do not need it where nothing else is missing.
            byte[] ended = Arrays.copyOf(bytes, bytes.length + 2);
            ended[bytes.length] = (byte) 0xff;
            ended[bytes.length + 1] = (byte) Markers.EOI;
            if (JpegScans.areComplete(ended)) {
                return parsed(ended, name);
            }
            throw e;
        }
    }

    private static JpegPhoto parsed(byte[] bytes, String name) throws PhotoFormatException {
        JpegSegments segments = JpegSegments.parse(bytes, name);
        return new JpegPhoto(name, bytes, segments, JpegFrame.parse(segments, name));
    }

    /** A JPEG file of quality 95 that carries over what another format's file said; transparency over white. */
    static byte[] encoded(BufferedImage picture, PhotoMetadata metadata) throws IOException {
        return encoded(picture, metadata, JpegFrame.ofHighQuality(picture.getWidth(), picture.getHeight()));
    }

    /** As {@link #encoded(BufferedImage, PhotoMetadata)}, with the tables and the sampling of {@code frame}. */
    static byte[] encoded(BufferedImage picture, PhotoMetadata metadata, JpegFrame frame) throws IOException {
        byte[] pixels = new JpegEncoder(frame, false).encode(picture);
        List<Segment> head = new ArrayList<>(List.of(PLAIN_JFIF));
        head.addAll(JpegMetadata.segments(metadata));
        return parse(pixels, "the encoded picture").assembled(head);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PhotoFormat format() {
        return PhotoFormat.JPEG;
    }

    @Override
    public int width() {
        return frame.width();
    }

    @Override
    public int height() {
        return frame.height();
    }

    @Override
    public PhotoMetadata metadata() {
        return metadata;
    }

    @Override
    public BufferedImage decode() throws IOException {
        if (frame.components().size() == 2) {
            throw new PhotoFormatException(name + " is a JPEG with 2 colour components; convert it to gray or RGB");
        }
        // Without its other metadata, so that the decoder leaves the colour numbers alone and cannot stumble over
        // damaged
        // metadata.
        List<Segment> head = new ArrayList<>();
        if (isCmyk()) {
            // Inks become sRGB, for which the decoder needs their profile.
            segments.head().stream().filter(JpegMetadata::isProfile).forEach(head::add);
        }
        Optional<Segment> adobe = adobe();
        if (adobe.isPresent()) {
            head.add(adobe.get());
        } else if (!isRgb() && !isCmyk()) {
            // Else the decoder takes unsubsampled YCbCr without JFIF for RGB.
            head.add(PLAIN_JFIF);
        }
        ImageReader reader = Decoders.of(PhotoFormat.JPEG, name);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(assembled(head)))) {
            reader.setInput(in, true, true);
            BufferedImage picture = reader.read(0);
            for (String warning : warnings) {
                if (DAMAGE.matcher(warning).find() && !warning.contains("extraneous bytes")) {
                    throw PhotoFormatException.corrupt(name, warning, null);
                }
            }
            return ColorTag.tagged(picture, metadata.icc());
        } finally {
            reader.dispose();
        }
    }

    @Override
    public Set<PhotoNote> companions() {
        return JpegCompanions.of(bytes, segments, metadata);
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return PhotoFormat.JPEG;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataRules rules) throws IOException {
        byte[] pixels = new JpegEncoder(frame, isRgb()).encode(stored);
        PhotoMetadata fitting = isCmyk() ? kept.withoutProfile() : kept;
        return parse(pixels, name).assembled(metadataSegments(fitting, rules, true));
    }

    /** Only the blocks in which pixels change get other coefficients. */
    @Override
    public Optional<byte[]> patch(SampleChanges changes, PhotoMetadata kept, MetadataRules rules) {
        if (isCmyk() || changes.bands() != frame.components().size()) {
            return Optional.empty();
        }
        try {
            byte[] patched = JpegPatch.apply(bytes, (long) width() * height(), changes, colourModel());
            return Optional.of(parse(patched, name).assembled(metadataSegments(kept, rules, false)));
        } catch (JpegStreamException | PhotoFormatException e) {
            LOG.info("{} is encoded anew as a whole: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private ColourModel colourModel() {
        if (frame.components().size() == 1) {
            return ColourModel.GRAY;
        }
        return isRgb() ? ColourModel.RGB : ColourModel.YCBCR;
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataRules rules) throws IOException {
        if (segments.scans().stream().noneMatch(scan -> EmbeddedPictures.hasLongText(bytes, scan.from(), scan.to()))) {
            return assembled(metadataSegments(kept, rules, false));
        }
        // Behind a scan's last block, anything may follow that decoders do not read.
        Optional<byte[]> coded =
                patch(new SampleChanges(width(), height(), frame.components().size()), kept, rules);
        return coded.isPresent() ? coded.get() : encode(decode(), kept, rules);
    }

    /** @param encoded whether the pixels are encoded anew, always with JFIF unless they are RGB */
    private List<Segment> metadataSegments(PhotoMetadata kept, MetadataRules rules, boolean encoded) {
        List<Segment> head = new ArrayList<>();
        Optional<Segment> jfif = segments.head().stream()
                .filter(segment -> JpegMetadata.is(segment, Markers.APP0, JFIF))
                .filter(segment -> segment.data().length >= PLAIN_JFIF.data().length)
                .findFirst()
                .map(JpegPhoto::withoutThumbnail);
        if (encoded) {
            if (!isRgb()) {
                head.add(jfif.orElse(PLAIN_JFIF));
            }
        } else {
            jfif.ifPresent(head::add);
        }
        head.addAll(JpegMetadata.segments(kept));
        if (isRgb() && encoded) {
            head.add(JpegEncoder.RGB_MARK);
        } else if (!encoded) {
            adobe().ifPresent(head::add);
        }
        segments.head().stream()
                .filter(segment -> segment.marker() == Markers.COM && JpegMetadata.keepsComment(segment, rules))
                .forEach(head::add);
        return head;
    }

    private static Segment withoutThumbnail(Segment jfif) {
        byte[] data = Arrays.copyOf(jfif.data(), PLAIN_JFIF.data().length);
        data[12] = 0;
        data[13] = 0;
        return new Segment(Markers.APP0, data);
    }

    /** This file's picture with other application segments. */
    private byte[] assembled(List<Segment> metadataSegments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(segments.end() + 1024);
        out.write(0xff);
        out.write(Markers.SOI);
        metadataSegments.forEach(segment -> out.writeBytes(segment.encoded()));
        segments.head().stream()
                .filter(segment -> Markers.isPicture(segment.marker()))
                .forEach(segment -> out.writeBytes(segment.encoded()));
        segments.scans().forEach(piece -> out.write(bytes, piece.from(), piece.to() - piece.from()));
        out.write(0xff);
        out.write(Markers.EOI);
        return out.toByteArray();
    }

    /** Of several, decoders take the last. */
    private Optional<Segment> adobe() {
        return segments.head().stream()
                .filter(segment ->
                        JpegMetadata.is(segment, Markers.APP14, "Adobe") && segment.data().length >= ADOBE_LENGTH)
                .reduce((first, second) -> second)
                .map(segment -> new Segment(Markers.APP14, Arrays.copyOf(segment.data(), ADOBE_LENGTH)));
    }

    /** Whether the components are inks, plain or as luma, chroma and black (YCCK). */
    private boolean isCmyk() {
        return frame.components().size() == 4;
    }

    /** Whether the three components are red, green, blue rather than luma and chroma. */
    private boolean isRgb() {
        if (frame.components().size() != 3) {
            return false;
        }
        return adobe().map(segment -> segment.data()[11] == 0)
                .orElseGet(() -> frame.components().get(0).id() == 'R'
                        && frame.components().get(1).id() == 'G'
                        && frame.components().get(2).id() == 'B');
    }
}
