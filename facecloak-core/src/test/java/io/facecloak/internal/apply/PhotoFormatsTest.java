package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.image.MetadataDocs;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.image.PictureCarver;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.image.TestPhotos;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads, cloaks, writes and reads again one photo of every kind, and compares docs/formats.md with what it saw. After a change on
 * purpose, {@code -Dfacecloak.docs.update=true} writes the page anew.
 */
class PhotoFormatsTest {

    /** What one more JPEG encoding with the same tables may change, in 8-bit levels. */
    private static final int LOSSY_CHANGE = 8;

    /** What JPEG's samples of colour, which decoders smooth, make of WebP's, which they do not. */
    private static final int WEBP_CHANGE = 12;

    private static final String[] HEAD = {
        "# Photo formats",
        "",
        "Each row is one kind of file that `PhotoFormatsTest` makes, reads, cloaks, writes and reads again. The test writes this page,",
        "and every build checks it. The type of a file is recognised by its content, never by its name.",
        "",
        "*Read*: how close the pixels are to those that were put into the file. *Written as*: the format of the protected photo.",
        "*Outside the faces*: the protected photo's pixels compared with the source's. *Kept*: what else survives under the default",
        "[metadata policy](#what-each-metadata-policy-removes).",
        "",
        "| format | kind | read | written as | outside the faces | kept |",
        "| --- | --- | --- | --- | --- | --- |"
    };

    private static final String[] TAIL = {
        "",
        "## JPEG",
        "",
        "In a JPEG photo, only the 8×8 blocks that a cloaked face touches are encoded. The quantised coefficients of all others, the",
        "quantisation tables, subsampling, scans (progressive stays progressive) and restart intervals stay as they are. Sequential",
        "files also keep their Huffman tables and the very bits of the other blocks, so the file keeps its size except for the cloak.",
        "Where those tables lack a code that the cloak needs, and in progressive files, new tables are computed. So decoders produce",
        "bit-identical pixels for everything but those blocks (with subsampled chroma 16×8 or 16×16 pixels, and one more on each side",
        "where decoders smooth chroma). Inside those blocks, the cloak is added to the coefficients: whatever it leaves alone is not",
        "rounded again.",
        "",
        "`ProtectionOptions.withKeepBlocks(false)` encodes the whole picture instead, which reveals less about where the cloak is. The",
        "same happens where blocks cannot be kept: ink colours, chroma that is finer than luma by a fraction (3:2), quantisation tables",
        "between scans, scans that leave out coefficients or are damaged, pixels of another kind than the file's, or a rotated photo",
        "whose orientation tag `STRIP` removes. The copy then takes over the source's quantisation tables, chroma subsampling and",
        "progression, and pixels outside the faces change by rounding only. `PhotoOutcome.rewritten` says which way was taken. A photo",
        "without a cloaked face is copied bit by bit.",
        "",
        "A JPEG file has room for 64 KiB of EXIF, 64 KiB of XMP and 16 MiB of colour profile. Photos of other formats may hold more.",
        "Whatever does not fit is left out, and `PhotoOutcome.notes`, the page and the command line say so; pixels that EXIF would have",
        "turned are turned.",
        "",
        "## HEIC and AVIF",
        "",
        "HEIC and AVIF are read if `facecloak-heif` is on the class path and libheif (1.15 or later) is installed; the library is loaded",
        "when the first such photo arrives. Otherwise they are refused with a message that says what to install. `HeifFormatsTest`",
        "checks their rows. The main picture is read, turned, mirrored and cropped as the file says, whatever EXIF says about that.",
        "Colours given by code points (NCLX) get a colour profile, and PQ is mapped to ordinary displays.",
        "",
        "Copies are JPEG of quality 95 without chroma subsampling (10 bits become 8), or PNG if the photo has transparent parts. To keep",
        "the format, which needs an encoder of libheif, name a target `.heic` or `.avif`, or use `FolderProtection.inOwnFormat` or",
        "`apply --own-format`. Thumbnails, depth and gain maps, bursts and further pictures never reach a copy. The video of a Live",
        "Photo is a separate file; command line and page point it out.",
        "",
        "## Other formats",
        "",
        "Ink colours (CMYK, YCCK) become sRGB. A palette becomes gray or RGB if a face is cloaked. TIFF keeps its lossless compression",
        "and its predictor; JPEG in TIFF becomes Deflate. GIF and lossless WebP become PNG, as does BMP with alpha. Wide-gamut pixels",
        "stay in their own colour space; face models see them in sRGB. A copy in the source's format has at most 1.1 times its size,",
        "except for palettes in which a face is cloaked, because a cloak needs more colours.",
        "",
        "Lossy WebP becomes JPEG, or PNG if it has transparent parts. The JPEG's quantiser steps are half as large as those of the WebP",
        "file and the same for all frequencies, and it has a quarter of the colour samples, as WebP has. A photo of 2280 x 1588 pixels",
        "at WebP's quality 50 (186 KB) becomes 414 KB, where PNG has 3.3 MB; decoded again, it is 42.7 dB from what the WebP file",
        "showed.",
        "",
        "For formats that are not listed, supply a `PhotoDecoder`, found by `ServiceLoader`; ImageIO plug-ins of others are not used.",
        "",
        "These are refused with a message that says what the file is and what to do: empty and truncated files, files of other kinds",
        "(JPEG XL, JPEG 2000, Photoshop, PDF, text, ...), JPEG with 12 bits, lossless or arithmetic JPEG, animated WebP, TIFF with",
        "floating-point samples, raw photos (CR2, CR3, CRW, NEF, ARW, DNG, RAF, ORF, RW2, PEF, ...), and whatever exceeds `PhotoLimits`",
        "(200 megapixels, 512 MiB; checked before anything is allocated). BigTIFF is read up to that size and written as classic TIFF.",
        "",
        "## The mark",
        "",
        "On request (`ProtectionOptions.withMark`), a protected JPEG, PNG or TIFF file says in its XMP that it is cloaked",
        "(`Cloaked=\"True\"` in `http://ns.facecloak.io/1.0/`), whatever else is kept. It is then not cloaked again by mistake. The note",
        "names no person and no cloak, but it tells everybody that there is one. BMP has no place for it.",
        ""
    };

    @TempDir
    private Path folder;

    @Test
    void everyFormatIsReadCloakedAndWritten() throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            lines.add(row(variant));
        }
        Path docs = Path.of("..", "docs", "formats.md");
        // The rows of facecloak-heif are that module's to test.
        Files.readAllLines(docs).stream()
                .filter(line -> line.startsWith("| HEIC |") || line.startsWith("| AVIF |"))
                .forEach(lines::add);
        lines.addAll(List.of(TAIL));
        lines.addAll(MetadataDocs.lines());
        String page = String.join("\n", lines);
        if (Boolean.getBoolean("facecloak.docs.update")) {
            Files.writeString(docs, page);
        }
        assertEquals(Files.readString(docs), page, "docs/formats.md");
    }

    private String row(TestPhotos.Variant variant) throws IOException {
        String what = variant.format() + " " + variant.name();
        Photo photo = read(variant.file(), what);
        assertEquals(variant.format(), photo.format(), what);
        BufferedImage upright = photo.upright();
        int difference = difference(variant.picture(), upright, null, 0);
        assertTrue(difference <= variant.tolerance(), what + " was read with a difference of " + difference);

        Face face = FakeModels.face(upright.getWidth() / 4.0, upright.getHeight() / 4.0, 24, 10);
        SimilarityTransform toAligned = FaceAligner.toAligned(face.landmarks());
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, -24 / 255f);
        CloakMask cloak = new CloakMask(
                delta,
                new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of()),
                List.of());
        Protection<BufferedImage> protection =
                new CloakApplier(cloak, FakeModels.finding(face), List.of(), FacePolicy.ALL).apply(upright);
        Photo cloaked = CloakedPhoto.of(photo, protection);
        PhotoWriter writer = new PhotoWriter();
        assertArrayEquals(
                writer.encode(photo.withPixels(protection.photo())), writer.encode(cloaked), what + " in the areas");
        Path target = folder.resolve("written");
        RewrittenPixels rewritten = writer.write(cloaked, target, true);
        Photo written = read(Files.readAllBytes(target), what);
        assertEquals(writer.formatOf(cloaked), written.format(), what);
        assertEquals(List.of("byte 0"), PictureCarver.pictures(Files.readAllBytes(target)), what);
        boolean lossless = written.format() != PhotoFormat.JPEG;
        int lossy = photo.format() == PhotoFormat.WEBP ? WEBP_CHANGE : LOSSY_CHANGE;
        boolean exact = lossless || rewritten == RewrittenPixels.CHANGED_BLOCKS;
        // JPEG's blocks spread a change by up to 16 pixels in each direction, upsampling by one more.
        int outside = difference(upright, written.upright(), toAligned, lossless ? 1 : 20);
        assertTrue(outside <= (exact ? 0 : lossy), what + " changed outside the face by " + outside);
        int inside = difference(upright, written.upright(), null, 0);
        assertTrue(inside >= 8, what + " changed in the face by " + inside);
        // Unchanged pixels come through unchanged in every format that the core both reads and writes.
        int copied = difference(upright, read(writer.encode(photo), what).upright(), null, 0);
        boolean sameFormat = written.format() == photo.format();
        assertTrue(copied <= (lossless || sameFormat ? 0 : lossy), what + " copied: " + copied);
        return "| " + variant.format() + " | " + variant.name() + " | "
                + (variant.tolerance() == 0 ? "exactly" : "within " + variant.tolerance() + " levels") + " | "
                + written.format() + " | "
                + (exact ? "bit-identical" : "within " + lossy + " levels") + " | " + kept(photo, written)
                + " |";
    }

    private static String kept(Photo source, Photo written) {
        List<String> kept = new ArrayList<>();
        BufferedImage before = source.upright();
        BufferedImage after = written.upright();
        if (before.getColorModel().getComponentSize(0) == 16 && !(before.getColorModel() instanceof IndexColorModel)) {
            assertEquals(16, after.getColorModel().getComponentSize(0));
            kept.add("16 bit");
        }
        if (before.getColorModel().hasAlpha()) {
            assertTrue(after.getColorModel().hasAlpha());
            kept.add("alpha");
        }
        List<String> metadata = TestPhotos.metadata(source);
        assertEquals(metadata, TestPhotos.metadata(written), source.name());
        kept.addAll(metadata);
        return String.join(", ", kept);
    }

    /** The largest difference of a sample as models see it, or of alpha; of pixels outside a face if there is one. */
    private static int difference(BufferedImage expected, BufferedImage actual, SimilarityTransform face, int margin) {
        assertEquals(expected.getWidth(), actual.getWidth());
        assertEquals(expected.getHeight(), actual.getHeight());
        BufferedImage a = SrgbView.of(expected);
        BufferedImage b = SrgbView.of(actual);
        int most = 0;
        int compared = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                if (face != null) {
                    Point p = face.apply(new Point(x, y));
                    double reach = AlignedFace.SIZE / 2.0 + margin * face.scale();
                    if (Math.abs(p.x() - 55.5) < reach && Math.abs(p.y() - 55.5) < reach) {
                        continue;
                    }
                }
                compared++;
                int before = a.getRGB(x, y);
                int after = b.getRGB(x, y);
                for (int shift = 0; shift < 32; shift += 8) {
                    most = Math.max(most, Math.abs((before >>> shift & 0xff) - (after >>> shift & 0xff)));
                }
            }
        }
        assertTrue(compared > 100, "nothing to compare");
        return most;
    }

    private static Photo read(byte[] file, String name) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), name);
    }
}
