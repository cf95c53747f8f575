package io.facecloak.heif;

import static io.facecloak.heif.Heif.coded;
import static io.facecloak.heif.Heif.difference;
import static io.facecloak.heif.Heif.encoded;
import static io.facecloak.heif.Heif.picture;
import static io.facecloak.heif.Heif.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoWriter;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads, changes, writes and reads again one photo of every kind, and compares the rows of docs/formats.md with what it saw. */
class HeifFormatsTest {

    private static final int LOSSY = 6;

    /** One more encoding as JPEG of quality 95. */
    private static final int JPEG = 4;

    private record Kind(PhotoFormat format, String name, byte[] file, BufferedImage picture, String kept) {}

    @Test
    void theRowsOfThePageAreTrue() throws IOException {
        Heif.requireCodecs();
        List<String> rows = new ArrayList<>();
        for (Kind kind : kinds()) {
            rows.add(row(kind));
        }
        List<String> page = Files.readAllLines(Path.of("..", "docs", "formats.md")).stream()
                .filter(line -> line.startsWith("| HEIC |") || line.startsWith("| AVIF |"))
                .toList();
        assertEquals(String.join("\n", rows), String.join("\n", page), "docs/formats.md");
    }

    private static List<Kind> kinds() throws IOException {
        BufferedImage source = picture(96, 64);
        HeifBuilder.Coded hevc = coded(source, PhotoFormat.HEIC);
        HeifBuilder turned = new HeifBuilder();
        turned.picture(hevc, HeifBuilder.turned(1), HeifBuilder.mirrored(1));
        HeifBuilder tiles = new HeifBuilder();
        BufferedImage wide = new BufferedImage(2 * 96, 64, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < wide.getWidth() * 64; i++) {
            int x = i % wide.getWidth();
            wide.setRGB(x, i / wide.getWidth(), source.getRGB(x % 96, i / wide.getWidth()));
        }
        List<Integer> numbers = List.of(tiles.picture(hevc), tiles.picture(hevc));
        tiles.primary(tiles.grid(2, 1, 2 * 96, 64, 64, numbers));
        HeifBuilder gamut = new HeifBuilder();
        gamut.picture(hevc, HeifBuilder.colour(12, 13, 6, true));
        HeifBuilder several = new HeifBuilder();
        int main = several.picture(hevc);
        several.picture(hevc);
        several.refer("thmb", several.picture(hevc), main);
        BufferedImage glass = new BufferedImage(96, 64, BufferedImage.TYPE_4BYTE_ABGR);
        for (int i = 0; i < 96 * 64; i++) {
            glass.setRGB(i % 96, i / 96, source.getRGB(i % 96, i / 96) & 0xffffff | (100 + i % 96) << 24);
        }
        return List.of(
                new Kind(PhotoFormat.HEIC, "8 bit", encoded(source, PhotoFormat.HEIC), source, ""),
                new Kind(PhotoFormat.HEIC, "10 bit", encoded(deep(source), PhotoFormat.HEIC), source, ""),
                new Kind(
                        PhotoFormat.HEIC,
                        "turned and mirrored",
                        turned.file(),
                        Orientation.TRANSVERSED.toUpright(source),
                        ""),
                new Kind(PhotoFormat.HEIC, "tiles", tiles.file(), wide, ""),
                new Kind(PhotoFormat.HEIC, "Display P3 by NCLX", gamut.file(), source, "ICC"),
                new Kind(
                        PhotoFormat.HEIC,
                        "several pictures, thumbnail (the main one is taken)",
                        several.file(),
                        source,
                        ""),
                new Kind(PhotoFormat.HEIC, "alpha", encoded(glass, PhotoFormat.HEIC), glass, "alpha"),
                new Kind(PhotoFormat.AVIF, "8 bit", encoded(source, PhotoFormat.AVIF), source, ""),
                new Kind(PhotoFormat.AVIF, "alpha", encoded(glass, PhotoFormat.AVIF), glass, "alpha"));
    }

    private static BufferedImage deep(BufferedImage source) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, ColorModel.OPAQUE, DataBuffer.TYPE_USHORT);
        BufferedImage deep = new BufferedImage(
                model, model.createCompatibleWritableRaster(source.getWidth(), source.getHeight()), false, null);
        for (int y = 0; y < source.getHeight(); y++) {
            for (int x = 0; x < source.getWidth(); x++) {
                for (int band = 0; band < 3; band++) {
                    deep.getRaster()
                            .setSample(x, y, band, 257 * source.getRaster().getSample(x, y, band));
                }
            }
        }
        return deep;
    }

    private static String row(Kind kind) throws IOException {
        Photo photo = read(kind.file());
        assertEquals(kind.format(), photo.format(), kind.name());
        int difference = change(kind, kind.picture(), photo.upright());
        int tolerance = kind.kept().equals("alpha") ? 2 * LOSSY : LOSSY;
        assertTrue(difference <= tolerance, kind.name() + " was read with a difference of " + difference);
        PhotoWriter writer = new PhotoWriter();
        Photo written = read(writer.encode(photo));
        boolean lossless = written.format() == PhotoFormat.PNG;
        int outside = change(kind, photo.upright(), written.upright());
        assertTrue(outside <= (lossless ? 0 : JPEG), kind.name() + " was written with a difference of " + outside);
        return "| " + kind.format() + " | " + kind.name() + " | within " + tolerance + " levels | " + written.format()
                + " | " + (lossless ? "bit-identical" : "within " + JPEG + " levels") + " | " + kind.kept() + " |";
    }

    /** Of another gamut, the numbers are compared; what they look like is HeifReadingTest's. */
    private static int change(Kind kind, BufferedImage a, BufferedImage b) {
        if (!kind.kept().equals("ICC")) {
            return difference(a, b);
        }
        int largest = 0;
        for (int i = 0; i < a.getWidth() * a.getHeight(); i++) {
            int[] first = a.getRaster().getPixel(i % a.getWidth(), i / a.getWidth(), (int[]) null);
            int[] second = b.getRaster().getPixel(i % a.getWidth(), i / a.getWidth(), (int[]) null);
            for (int band = 0; band < 3; band++) {
                largest = Math.max(largest, Math.abs(first[band] - second[band]));
            }
        }
        return largest;
    }
}
