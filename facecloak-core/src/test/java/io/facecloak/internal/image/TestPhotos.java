package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** One file of every kind that users upload, with the picture that was put into it. */
public final class TestPhotos {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    /**
     * @param tolerance 8-bit levels by which a lossy file may differ from its picture
     */
    public record Variant(PhotoFormat format, String name, byte[] file, BufferedImage picture, int tolerance) {}

    private TestPhotos() {}

    /** What a file says about itself, other than its pixels. */
    public static List<String> metadata(Photo photo) {
        PhotoMetadata metadata = photo.encoded().metadata();
        List<String> kinds = new ArrayList<>();
        if (metadata.orientation() != Orientation.NORMAL) {
            kinds.add("orientation");
        }
        if (metadata.exif().isPresent() || photo.encoded() instanceof TiffPhoto tiff && tiff.hasExif()) {
            kinds.add("EXIF");
        }
        metadata.xmp().ifPresent(xmp -> kinds.add("XMP"));
        metadata.icc().ifPresent(icc -> kinds.add("ICC"));
        metadata.photoshop().ifPresent(resources -> kinds.add("IPTC"));
        return kinds;
    }

    public static List<Variant> all() throws IOException {
        List<Variant> all = new ArrayList<>();
        addJpeg(all);
        addPng(all);
        addTiff(all);
        addWebp(all);
        addBmp(all);
        addGif(all);
        return all;
    }

    private static void addJpeg(List<Variant> all) throws IOException {
        BufferedImage colour = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        byte[] baseline = TestPictures.jpeg(colour, 0.95f, false);
        JpegFrame frame = JpegFrame.parse(JpegSegments.parse(baseline, "x"), "x");
        all.add(new Variant(PhotoFormat.JPEG, "baseline, 4:2:0", baseline, colour, 12));
        all.add(new Variant(PhotoFormat.JPEG, "baseline, 4:2:2", sampled(frame, colour, 2, false), colour, 12));
        all.add(new Variant(PhotoFormat.JPEG, "baseline, 4:4:4", sampled(frame, colour, 1, false), colour, 8));
        all.add(new Variant(PhotoFormat.JPEG, "RGB components", sampled(frame, colour, 1, true), colour, 8));
        all.add(new Variant(PhotoFormat.JPEG, "progressive", TestPictures.jpeg(colour, 0.95f, true), colour, 12));
        all.add(new Variant(PhotoFormat.JPEG, "restart markers", withRestarts(colour), colour, 20));
        BufferedImage gray = gray(BufferedImage.TYPE_BYTE_GRAY);
        all.add(new Variant(PhotoFormat.JPEG, "gray", TestPictures.jpeg(gray, 0.95f, false), gray, 8));
        all.add(new Variant(PhotoFormat.JPEG, "CMYK", inks(colour, false), colour, 40));
        all.add(new Variant(PhotoFormat.JPEG, "YCCK", inks(colour, true), colour, 40));
        PhotoMetadata metadata = new PhotoMetadata(
                Optional.of(Metadata.exif(6)),
                Optional.of(Metadata.XMP.getBytes(StandardCharsets.UTF_8)),
                Optional.of(srgb()),
                Optional.of(new byte[] {'8', 'B', 'I', 'M', 4, 4, 0, 0, 0, 0, 0, 6, 0x1c, 2, 5, 0, 1, 'T'}),
                Orientation.ROTATE_RIGHT);
        byte[] described = JpegPhoto.parse(baseline, "x").copy(metadata, MetadataRules.of(MetadataPolicy.KEEP));
        byte[] wide = JpegPhoto.parse(sampled(frame, colour, 1, false), "x")
                .copy(withProfile(wideGamut()), MetadataRules.of(MetadataPolicy.KEEP));
        all.add(new Variant(PhotoFormat.JPEG, "wide gamut", wide, wide(colour), 24));
        all.add(new Variant(
                PhotoFormat.JPEG, "metadata, rotated", described, Orientation.ROTATE_RIGHT.toUpright(colour), 12));
    }

    private static void addPng(List<Variant> all) throws IOException {
        for (int bits : new int[] {1, 2, 4}) {
            BufferedImage ramp = palette(bits, true);
            all.add(png("gray, " + bits + " bit", ramp, false));
            all.add(png("palette, " + bits + " bit", palette(bits, false), false));
        }
        all.add(png("palette, 8 bit", TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED), false));
        all.add(png("gray, 8 bit", gray(BufferedImage.TYPE_BYTE_GRAY), false));
        all.add(png("gray, 16 bit", gray(BufferedImage.TYPE_USHORT_GRAY), false));
        all.add(png("gray and alpha, 16 bit", deep(ColorSpace.CS_GRAY, true), false));
        all.add(png("RGB, 8 bit", TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR), false));
        all.add(png("RGB, 8 bit, interlaced", TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR), true));
        all.add(png("RGB, 16 bit", deep(ColorSpace.CS_sRGB, false), false));
        all.add(png("RGBA, 8 bit", TestPictures.random(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR, 2), false));
        all.add(png("RGBA, 16 bit", deep(ColorSpace.CS_sRGB, true), false));
        BufferedImage colour = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        byte[] wide = PngPhoto.encoded(colour, withProfile(wideGamut()));
        all.add(new Variant(PhotoFormat.PNG, "wide gamut", wide, wide(colour), 0));
        PhotoMetadata metadata = new PhotoMetadata(
                Optional.of(Metadata.exif(8)),
                Optional.of(Metadata.XMP.getBytes(StandardCharsets.UTF_8)),
                Optional.of(srgb()),
                Optional.empty(),
                Orientation.ROTATE_LEFT);
        byte[] file = PngPhoto.encoded(colour, metadata);
        all.add(new Variant(PhotoFormat.PNG, "metadata, rotated", file, Orientation.ROTATE_LEFT.toUpright(colour), 0));
    }

    private static void addTiff(List<Variant> all) throws IOException {
        BufferedImage colour = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (String compression : new String[] {null, "LZW", "ZLib", "Deflate", "PackBits"}) {
            String name = "RGB, 8 bit, " + (compression == null ? "uncompressed" : compression);
            all.add(tiff(name, colour, compression, p -> {}, 0));
        }
        all.add(tiff("RGB, 8 bit, JPEG", colour, "JPEG", p -> p.setCompressionQuality(0.95f), 12));
        all.add(tiff("RGB, 8 bit, tiles", colour, "LZW", TestPhotos::tiled, 0));
        all.add(tiff("RGB, 16 bit", deep(ColorSpace.CS_sRGB, false), "LZW", p -> {}, 0));
        all.add(tiff(
                "RGBA, 8 bit",
                TestPictures.random(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR, 4),
                "LZW",
                p -> {},
                0));
        all.add(tiff("gray, 8 bit", gray(BufferedImage.TYPE_BYTE_GRAY), "LZW", p -> {}, 0));
        all.add(tiff("gray, 16 bit", gray(BufferedImage.TYPE_USHORT_GRAY), "LZW", p -> {}, 0));
        all.add(tiff(
                "palette, 8 bit",
                TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED),
                "LZW",
                p -> {},
                0));
        all.add(new Variant(PhotoFormat.TIFF, "CMYK, LZW", resource("cmyk.tif"), colour, 1));
        all.add(new Variant(PhotoFormat.TIFF, "BigTIFF, RGB, LZW", resource("bigtiff-lzw.tif"), colour, 0));
        all.add(new Variant(
                PhotoFormat.TIFF, "BigTIFF, big-endian, RGB, tiles", resource("bigtiff-tiles.tif"), colour, 0));
        all.add(tiff("bilevel, CCITT T.6", palette(1, true), "CCITT T.6", p -> {}, 0));
        all.add(new Variant(PhotoFormat.TIFF, "two pages (the first is taken)", sequence(colour, "tiff"), colour, 0));
        byte[] plain = tiff("", colour, "LZW", p -> {}, 0).file();
        byte[] wide = TiffPhoto.parse(plain, "x")
                .encode(colour, withProfile(wideGamut()), MetadataRules.of(MetadataPolicy.KEEP));
        all.add(new Variant(PhotoFormat.TIFF, "wide gamut", wide, wide(colour), 0));
        byte[] described = Metadata.tiff(colour, 5, ByteOrder.BIG_ENDIAN);
        all.add(new Variant(
                PhotoFormat.TIFF, "metadata, rotated", described, Orientation.TRANSPOSED.toUpright(colour), 0));
    }

    private static void addWebp(List<Variant> all) throws IOException {
        BufferedImage colour = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        all.add(new Variant(PhotoFormat.WEBP, "lossless", WebpEncoder.encode(colour), colour, 0));
        BufferedImage alpha = TestPictures.random(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB, 5);
        all.add(new Variant(PhotoFormat.WEBP, "lossless, alpha", WebpEncoder.encode(alpha), alpha, 0));
        all.add(new Variant(PhotoFormat.WEBP, "lossy", webp("lossy"), colour, 16));
        BufferedImage faded = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                faded.setRGB(x, y, faded.getRGB(x, y) & 0xffffff | 128 + 2 * x - y << 24);
            }
        }
        all.add(new Variant(PhotoFormat.WEBP, "lossy, alpha", webp("lossy_alpha"), faded, 16));
        byte[] file =
                WebpEncoder.encode(colour, srgb(), Metadata.exif(3), Metadata.XMP.getBytes(StandardCharsets.UTF_8));
        all.add(new Variant(PhotoFormat.WEBP, "metadata, rotated", file, Orientation.ROTATED_180.toUpright(colour), 0));
    }

    private static void addBmp(List<Variant> all) throws IOException {
        BufferedImage colour = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage palette = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
        all.add(encoded(PhotoFormat.BMP, "RGB, 24 bit", colour, null, p -> {}, 0));
        all.add(encoded(PhotoFormat.BMP, "palette, 8 bit", palette, null, p -> {}, 0));
        all.add(encoded(PhotoFormat.BMP, "palette, 8 bit, RLE", palette, "BI_RLE8", p -> {}, 0));
        all.add(encoded(
                PhotoFormat.BMP,
                "RGB, 16 bit (5:6:5)",
                TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_565_RGB),
                "BI_BITFIELDS",
                p -> {},
                8));
    }

    private static void addGif(List<Variant> all) throws IOException {
        BufferedImage palette = TestPictures.smooth(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
        all.add(encoded(PhotoFormat.GIF, "still", palette, null, p -> {}, 0));
        all.add(encoded(
                PhotoFormat.GIF,
                "interlaced",
                palette,
                null,
                p -> p.setProgressiveMode(ImageWriteParam.MODE_DEFAULT),
                0));
        all.add(new Variant(PhotoFormat.GIF, "two frames (the first is taken)", sequence(palette, "gif"), palette, 0));
    }

    /** A photo in lossy WebP, which is written as JPEG, with metadata. */
    public static byte[] lossyWebp(byte[] icc, byte[] exif, byte[] xmp) throws IOException {
        return WebpEncoder.described(webp("lossy"), WIDTH, HEIGHT, icc, exif, xmp);
    }

    /** EXIF that no policy but STRIP takes anything of: a caption of {@code length}. */
    public static byte[] longExif(int orientation, int length) {
        return ExifBlocks.block(
                ExifBlocks.ascii(0x010e, "a".repeat(length)), ExifBlocks.shortValue(0x0112, orientation));
    }

    /** XMP that names a program of {@code length} characters. */
    public static byte[] longXmp(int length) {
        return ("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                        + "<rdf:Description xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:CreatorTool=\""
                        + "b".repeat(length) + "\"/></rdf:RDF></x:xmpmeta>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Made of {@link TestPictures#smooth} by libwebp, quality 95: {@code lossy}, {@code lossy_alpha}, {@code animated}. */
    public static byte[] webp(String name) throws IOException {
        return resource(name + ".webp");
    }

    /** Of {@link TestPictures#smooth}, too: CMYK by ImageMagick, BigTIFF by libtiff's tiffcp. */
    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TestPhotos.class.getResourceAsStream("/photos/" + name)) {
            return in.readAllBytes();
        }
    }

    /** sRGB's curve with the primaries of Adobe RGB (1998), adapted to D50. */
    public static byte[] wideGamut() {
        ICC_Profile profile = ICC_Profile.getInstance(srgb());
        profile.setData(ICC_Profile.icSigRedColorantTag, xyz(0.60974, 0.31111, 0.01947));
        profile.setData(ICC_Profile.icSigGreenColorantTag, xyz(0.20528, 0.62567, 0.06087));
        profile.setData(ICC_Profile.icSigBlueColorantTag, xyz(0.14919, 0.06322, 0.74457));
        return profile.getData();
    }

    private static byte[] xyz(double... values) {
        ByteBuffer tag =
                ByteBuffer.allocate(20).putInt(ICC_Profile.icSigXYZData).putInt(0);
        for (double value : values) {
            tag.putInt((int) Math.round(value * 65536));
        }
        return tag.array();
    }

    private static PhotoMetadata withProfile(byte[] icc) {
        return PhotoMetadata.of(Optional.empty(), Optional.empty(), Optional.of(icc), Optional.empty());
    }

    /** The same numbers, meant in the wide gamut. */
    private static BufferedImage wide(BufferedImage picture) {
        return ColorTag.tagged(picture, Optional.of(wideGamut()));
    }

    private static byte[] sampled(JpegFrame frame, BufferedImage picture, int horizontal, boolean rgb)
            throws IOException {
        List<JpegFrame.Component> components = new ArrayList<>(frame.components());
        JpegFrame.Component luma = components.get(0);
        components.set(0, new JpegFrame.Component(luma.id(), horizontal, 1, luma.table()));
        return new JpegEncoder(
                        new JpegFrame(false, picture.getWidth(), picture.getHeight(), List.copyOf(components)), rgb)
                .encode(picture);
    }

    private static byte[] withRestarts(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            IIOMetadata metadata = writer.getDefaultImageMetadata(
                    ImageTypeSpecifier.createFromRenderedImage(picture), writer.getDefaultWriteParam());
            IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree("javax_imageio_jpeg_image_1.0");
            IIOMetadataNode restart = new IIOMetadataNode("dri");
            restart.setAttribute("interval", "2");
            root.getLastChild().insertBefore(restart, root.getLastChild().getFirstChild());
            metadata.setFromTree("javax_imageio_jpeg_image_1.0", root);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, metadata), null);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Ink levels as Adobe stores them, inverted: cyan is what red would be; luma and chroma are those of the inks. */
    private static byte[] inks(BufferedImage picture, boolean ycck) throws IOException {
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 4, null);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int rgb = picture.getRGB(x, y);
                double red = rgb >> 16 & 0xff;
                double green = rgb >> 8 & 0xff;
                double blue = rgb & 0xff;
                double[] ink = {red, green, blue, 255};
                if (ycck) {
                    double luma = 255 - (0.299 * red + 0.587 * green + 0.114 * blue);
                    ink[0] = luma;
                    ink[1] = 128 + (255 - blue - luma) / 1.772;
                    ink[2] = 128 + (255 - red - luma) / 1.402;
                }
                inks.setPixel(x, y, ink);
            }
        }
        ImageWriter writer = platformWriter("jpeg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(1);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(inks, null, null), parameters);
        } finally {
            writer.dispose();
        }
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) (ycck ? 2 : 0)};
        return Metadata.withSegment(out.toByteArray(), 0xee, adobe);
    }

    private static ImageWriter platformWriter(String format) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        while (true) {
            ImageWriter writer = writers.next();
            if ("java.desktop".equals(writer.getClass().getModule().getName())) {
                return writer;
            }
        }
    }

    /** The picture and another behind it. */
    private static byte[] sequence(BufferedImage first, String format) throws IOException {
        ImageWriter writer = platformWriter(format);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            writer.writeToSequence(new IIOImage(first, null, null), null);
            writer.writeToSequence(new IIOImage(palette(1, true), null, null), null);
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static Variant png(String name, BufferedImage picture, boolean interlaced) throws IOException {
        Consumer<ImageWriteParam> options = parameters -> parameters.setProgressiveMode(
                interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        return encoded(PhotoFormat.PNG, name, picture, null, options, 0);
    }

    private static Variant tiff(
            String name, BufferedImage picture, String compression, Consumer<ImageWriteParam> options, int tolerance)
            throws IOException {
        return encoded(PhotoFormat.TIFF, name, picture, compression, options, tolerance);
    }

    private static void tiled(ImageWriteParam parameters) {
        parameters.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setTiling(16, 16, 0, 0);
    }

    private static Variant encoded(
            PhotoFormat format,
            String name,
            BufferedImage picture,
            String compression,
            Consumer<ImageWriteParam> options,
            int tolerance)
            throws IOException {
        ImageWriter writer = platformWriter(format.name());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (compression != null) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionType(compression);
            }
            options.accept(parameters);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return new Variant(format, name, out.toByteArray(), picture, tolerance);
    }

    private static byte[] srgb() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    }

    private static BufferedImage gray(int type) {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
        TestPictures.fill(picture, 1);
        int max = (1 << picture.getRaster().getSampleModel().getSampleSize(0)) - 1;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                picture.getRaster().setSample(x, y, 0, max * (x + y) / (WIDTH + HEIGHT));
            }
        }
        return picture;
    }

    private static BufferedImage deep(int space, boolean alpha) {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(space),
                alpha,
                false,
                alpha ? ComponentColorModel.TRANSLUCENT : ComponentColorModel.OPAQUE,
                DataBuffer.TYPE_USHORT);
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, WIDTH, HEIGHT, model.getNumComponents(), null);
        BufferedImage picture = new BufferedImage(model, raster, false, null);
        TestPictures.fill(picture, 3);
        return picture;
    }

    private static BufferedImage palette(int bits, boolean gray) {
        int size = 1 << bits;
        byte[][] colours = new byte[3][size];
        for (int i = 0; i < size; i++) {
            int level = 255 * i / (size - 1);
            colours[0][i] = (byte) level;
            colours[1][i] = (byte) (gray ? level : 255 - level);
            colours[2][i] = (byte) (gray ? level : level / 2);
        }
        IndexColorModel model = new IndexColorModel(bits, size, colours[0], colours[1], colours[2]);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, model);
        TestPictures.fill(picture, bits);
        return picture;
    }
}
