package io.facecloak.heif;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.PhotoEncoder;
import io.facecloak.image.PhotoFormat;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes HEIC and AVIF photos with the system's libheif, if it has an encoder (x265, AOM or others): at quality 95, with every sample of
 * colour, in 8 bits, or in HEIC in 10 where the picture has more. Thread-safe.
 */
public final class HeifEncoder implements PhotoEncoder {

    private static final int QUALITY = 95;
    private static final int DEEP = 10;
    private static final int DEEPEST = (1 << DEEP) - 1;

    @Override
    public boolean writes(PhotoFormat format) {
        return format == PhotoFormat.HEIC || format == PhotoFormat.AVIF;
    }

    /** @throws IOException if libheif is not installed, has no encoder for the format, or cannot store the picture */
    @Override
    public byte[] encode(BufferedImage picture, PhotoFormat format, MetadataBlocks blocks) throws IOException {
        LibHeif library = HeifLibrary.get();
        int codec = format == PhotoFormat.AVIF ? LibHeif.AV1 : LibHeif.HEVC;
        if (library.heif_have_encoder_for_format(codec) == 0) {
            throw new IOException("libheif " + library.heif_get_version() + " has no encoder for " + format
                    + "; install its plug-in (Debian 13, Ubuntu 24: 'apt install libheif-plugin-"
                    + (codec == LibHeif.AV1 ? "aomenc" : "x265") + "'), or let the photo be written as JPEG");
        }
        Pointer context = library.heif_context_alloc();
        try {
            return new Encoding(library, context, codec).file(picture, blocks);
        } finally {
            library.heif_context_free(context);
        }
    }

    /** The making of one file. */
    private record Encoding(LibHeif library, Pointer context, int codec) {

        byte[] file(BufferedImage picture, MetadataBlocks blocks) throws IOException {
            PointerByReference encoder = new PointerByReference();
            check(library.heif_context_get_encoder_for_format(context, codec, encoder));
            try {
                check(library.heif_encoder_set_lossy_quality(encoder.getValue(), QUALITY));
                // Encoders without this setting have one way to store colour.
                library.heif_encoder_set_parameter_string(encoder.getValue(), "chroma", "444");
                // x265's own choice takes ten seconds per megapixel.
                library.heif_encoder_set_parameter_string(encoder.getValue(), "preset", "fast");
                Pointer image = image(picture, blocks);
                try {
                    write(image, encoder.getValue(), blocks);
                } finally {
                    library.heif_image_release(image);
                }
            } finally {
                library.heif_encoder_release(encoder.getValue());
            }
            return written();
        }

        private void write(Pointer image, Pointer encoder, MetadataBlocks blocks) throws IOException {
            PointerByReference handle = new PointerByReference();
            check(library.heif_context_encode_image(context, image, encoder, Pointer.NULL, handle));
            try {
                if (blocks.exif().isPresent()) {
                    byte[] exif = blocks.exif().get();
                    try (Memory data = memory(exif)) {
                        check(library.heif_context_add_exif_metadata(context, handle.getValue(), data, exif.length));
                    }
                }
                if (blocks.xmp().isPresent()) {
                    byte[] xmp = blocks.xmp().get();
                    try (Memory data = memory(xmp)) {
                        check(library.heif_context_add_XMP_metadata(context, handle.getValue(), data, xmp.length));
                    }
                }
            } finally {
                library.heif_image_handle_release(handle.getValue());
            }
        }

        private Pointer image(BufferedImage picture, MetadataBlocks blocks) throws IOException {
            ColorModel model = picture.getColorModel();
            boolean alpha = model.hasAlpha();
            // AOM's encoder ends the process when libheif 1.15 gives it more than 8 bits.
            boolean deep = codec == LibHeif.HEVC && isDeep(model);
            int chroma;
            if (deep) {
                chroma = alpha ? LibHeif.CHROMA_RGBA_16_LITTLE_ENDIAN : LibHeif.CHROMA_RGB_16_LITTLE_ENDIAN;
            } else {
                chroma = alpha ? LibHeif.CHROMA_RGBA : LibHeif.CHROMA_RGB;
            }
            int width = picture.getWidth();
            int height = picture.getHeight();
            PointerByReference created = new PointerByReference();
            check(library.heif_image_create(width, height, LibHeif.COLOUR_RGB, chroma, created));
            Pointer image = created.getValue();
            try {
                check(library.heif_image_add_plane(image, LibHeif.CHANNEL_INTERLEAVED, width, height, deep ? DEEP : 8));
                int[] stride = new int[1];
                Pointer rows = library.heif_image_get_plane(image, LibHeif.CHANNEL_INTERLEAVED, stride);
                for (int y = 0; y < height; y++) {
                    byte[] row = row(picture, y, deep);
                    rows.write((long) y * stride[0], row, 0, row.length);
                }
                if (blocks.icc().isPresent()) {
                    byte[] icc = blocks.icc().get();
                    try (Memory data = memory(icc)) {
                        check(library.heif_image_set_raw_color_profile(image, "prof", data, new SizeT(icc.length)));
                    }
                }
                return image;
            } catch (IOException | RuntimeException e) {
                library.heif_image_release(image);
                throw e;
            }
        }

        private static boolean isDeep(ColorModel model) {
            return model.getTransferType() == DataBuffer.TYPE_USHORT && model.getComponentSize(0) > 8;
        }

        /** A line in RGB or RGBA, of one byte per sample or two. */
        private static byte[] row(BufferedImage picture, int y, boolean deep) {
            int[] samples = picture.getColorModel() instanceof ComponentColorModel
                    ? samples(picture, y, deep ? DEEPEST : 0xff)
                    : colours(picture, y);
            byte[] row = new byte[samples.length * (deep ? 2 : 1)];
            for (int i = 0; i < samples.length; i++) {
                if (deep) {
                    row[2 * i] = (byte) samples[i];
                    row[2 * i + 1] = (byte) (samples[i] >> 8);
                } else {
                    row[i] = (byte) samples[i];
                }
            }
            return row;
        }

        /** Of palettes and packed pixels, whose colours Java knows. */
        private static int[] colours(BufferedImage picture, int y) {
            int[] pixels = picture.getRGB(0, y, picture.getWidth(), 1, null, 0, picture.getWidth());
            int bands = picture.getColorModel().hasAlpha() ? 4 : 3;
            int[] samples = new int[pixels.length * bands];
            for (int i = 0; i < samples.length; i++) {
                int shift = i % bands == 3 ? 24 : 16 - 8 * (i % bands);
                samples[i] = pixels[i / bands] >> shift & 0xff;
            }
            return samples;
        }

        /** The numbers themselves; gray is repeated, which Java would take for linear light. */
        private static int[] samples(BufferedImage picture, int y, int full) {
            Raster raster = picture.getRaster();
            ColorModel model = picture.getColorModel();
            int width = raster.getWidth();
            int stored = raster.getNumBands();
            int colours = model.getNumColorComponents();
            int bands = model.hasAlpha() ? 4 : 3;
            long largest = (1L << model.getComponentSize(0)) - 1;
            int[] line = raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, (int[]) null);
            int[] samples = new int[width * bands];
            for (int i = 0; i < samples.length; i++) {
                int band = i % bands;
                int from = band == 3 ? stored - 1 : Math.min(band, colours - 1);
                samples[i] = (int) ((line[i / bands * stored + from] * (long) full + largest / 2) / largest);
            }
            return samples;
        }

        private byte[] written() throws IOException {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            HeifError.ByValue done = new HeifError.ByValue();
            done.message = "done";
            LibHeif.Writer writer = new LibHeif.Writer();
            writer.write = (written, data, size, user) -> {
                file.writeBytes(data.getByteArray(0, size.intValue()));
                return done;
            };
            check(library.heif_context_write(context, writer, Pointer.NULL));
            return file.toByteArray();
        }

        private void check(HeifError error) throws IOException {
            if (error.code != LibHeif.OK) {
                throw new IOException(
                        "libheif " + library.heif_get_version() + " cannot store the picture: " + error.text());
            }
        }

        private static Memory memory(byte[] bytes) {
            Memory memory = new Memory(bytes.length);
            memory.write(0, bytes, 0, bytes.length);
            return memory;
        }
    }
}
