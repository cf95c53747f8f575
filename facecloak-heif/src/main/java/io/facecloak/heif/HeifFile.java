package io.facecloak.heif;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoDescription;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.image.PhotoNote;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** The main picture of a file, opened in libheif. For one thread. */
final class HeifFile implements AutoCloseable {

    /** Of auxiliary pictures, alpha is part of the main one. */
    private static final int WITHOUT_ALPHA = 1 << 1;

    private static final int MAX_AUXILIARY = 64;
    private static final int MAX_BLOCKS = 256;

    /** Bits whose picture fits a byte. */
    private static final int BYTE = 8;

    /** Where libheif keeps the numbers of a colour space. */
    private static final int PRIMARIES = 4;

    private static final int TRANSFER = 8;

    private static final int UNSPECIFIED = 2;

    private final LibHeif library;
    private final String name;
    private final HeifStructure structure;
    private final Memory bytes;
    private final Pointer context;
    private Pointer handle;

    private HeifFile(LibHeif library, String name, HeifStructure structure, byte[] file) {
        this.library = library;
        this.name = name;
        this.structure = structure;
        this.bytes = new Memory(file.length);
        bytes.write(0, file, 0, file.length);
        this.context = library.heif_context_alloc();
    }

    /** @throws PhotoFormatException also if libheif is not installed */
    static HeifFile open(byte[] file, String name, PhotoLimits limits) throws PhotoFormatException {
        HeifStructure structure = HeifStructure.read(file, name, limits);
        HeifFile opened = new HeifFile(library(name), name, structure, file);
        try {
            opened.read();
            return opened;
        } catch (PhotoFormatException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static LibHeif library(String name) throws PhotoFormatException {
        try {
            return HeifLibrary.get();
        } catch (IOException e) {
            throw new PhotoFormatException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void read() throws PhotoFormatException {
        // What is as large as the limit is refused.
        library.heif_context_set_maximum_image_size_limit(context, structure.largestSide() + 1);
        check(library.heif_context_read_from_memory_without_copy(
                context, bytes, new SizeT(bytes.size()), Pointer.NULL));
        PointerByReference main = new PointerByReference();
        check(library.heif_context_get_primary_image_handle(context, main));
        handle = main.getValue();
    }

    private void check(HeifError error) throws PhotoFormatException {
        if (error.code == LibHeif.OK) {
            return;
        }
        boolean unsupported = error.code == LibHeif.UNSUPPORTED_FILE || error.code == LibHeif.UNSUPPORTED_FEATURE;
        if (unsupported) {
            throw new PhotoFormatException(name + " cannot be read by libheif " + library.heif_get_version() + " ("
                    + error.text() + "); " + codecRemedy().orElse("convert the photo to JPEG or PNG"));
        }
        if (error.code == LibHeif.OUT_OF_MEMORY) {
            throw new PhotoFormatException(
                    name + " needs more memory than libheif allows (" + error.text() + "); shrink the photo");
        }
        throw new PhotoFormatException(
                name + " is corrupt (" + error.text() + "); copy the photo again from its source");
    }

    /** Where a codec is missing rather than the file at fault. */
    private Optional<String> codecRemedy() {
        boolean hevc =
                structure.itemTypes().contains("hvc1") || structure.itemTypes().contains("hev1");
        if (hevc && library.heif_have_decoder_for_format(LibHeif.HEVC) == 0) {
            return Optional.of(HeifLibrary.installCodec(LibHeif.HEVC));
        }
        boolean av1 = structure.itemTypes().contains("av01");
        return av1 && library.heif_have_decoder_for_format(LibHeif.AV1) == 0
                ? Optional.of(HeifLibrary.installCodec(LibHeif.AV1))
                : Optional.empty();
    }

    PhotoDescription describe() throws PhotoFormatException {
        int width = library.heif_image_handle_get_width(handle);
        int height = library.heif_image_handle_get_height(handle);
        if (width < 1 || height < 1) {
            throw new PhotoFormatException(name + " is corrupt (a picture of " + width + "x" + height
                    + " pixels); copy the photo again from its source");
        }
        MetadataBlocks blocks = new MetadataBlocks(
                block("Exif").flatMap(HeifFile::withoutOffset),
                block("mime"),
                profile().or(() -> colour().profile()));
        // libheif turns the pixels as the file says; what EXIF says beside that does not count (ISO/IEC 23008-12).
        return new PhotoDescription(width, height, Orientation.NORMAL, blocks, companions());
    }

    /** The first block of a type; of MIME types, XMP's. */
    private Optional<byte[]> block(String type) throws PhotoFormatException {
        int count = Math.min(MAX_BLOCKS, library.heif_image_handle_get_number_of_metadata_blocks(handle, type));
        int[] ids = new int[Math.max(0, count)];
        int found = library.heif_image_handle_get_list_of_metadata_block_IDs(handle, type, ids, ids.length);
        for (int i = 0; i < Math.min(found, ids.length); i++) {
            boolean wanted = !type.equals("mime")
                    || "application/rdf+xml"
                            .equals(library.heif_image_handle_get_metadata_content_type(handle, ids[i]));
            long size =
                    library.heif_image_handle_get_metadata_size(handle, ids[i]).longValue();
            if (wanted && size > 0 && size <= bytes.size()) {
                try (Memory data = new Memory(size)) {
                    check(library.heif_image_handle_get_metadata(handle, ids[i], data));
                    return Optional.of(data.getByteArray(0, (int) size));
                }
            }
        }
        return Optional.empty();
    }

    /** Before the TIFF structure stands how many bytes are to be skipped, often JPEG's prefix. */
    private static Optional<byte[]> withoutOffset(byte[] exif) {
        if (exif.length < Integer.BYTES) {
            return Optional.empty();
        }
        long start = Integer.BYTES + (ByteBuffer.wrap(exif).getInt() & 0xffff_ffffL);
        if (start < exif.length && isTiff(exif, (int) start)) {
            return Optional.of(Arrays.copyOfRange(exif, (int) start, exif.length));
        }
        // Some programs count wrongly.
        for (int at = 0; at <= Math.min(16, exif.length - 4); at++) {
            if (isTiff(exif, at)) {
                return Optional.of(Arrays.copyOfRange(exif, at, exif.length));
            }
        }
        return Optional.of(exif);
    }

    private static boolean isTiff(byte[] bytes, int at) {
        String sign = new String(bytes, at, Math.min(4, bytes.length - at), StandardCharsets.ISO_8859_1);
        return sign.equals("II*\0") || sign.equals("MM\0*");
    }

    private Optional<byte[]> profile() throws PhotoFormatException {
        long size = library.heif_image_handle_get_raw_color_profile_size(handle).longValue();
        if (size < 128 || size > bytes.size()) {
            return Optional.empty();
        }
        try (Memory data = new Memory(size)) {
            check(library.heif_image_handle_get_raw_color_profile(handle, data));
            byte[] profile = data.getByteArray(0, (int) size);
            // Gray pictures are decoded to RGB.
            boolean rgb = new String(profile, 16, 4, StandardCharsets.ISO_8859_1).equals("RGB ");
            return rgb ? Optional.of(profile) : Optional.empty();
        }
    }

    private CodedColour colour() {
        PointerByReference colour = new PointerByReference();
        if (library.heif_image_handle_get_nclx_color_profile(handle, colour).code != LibHeif.OK) {
            return new CodedColour(UNSPECIFIED, UNSPECIFIED);
        }
        Pointer numbers = colour.getValue();
        try {
            return new CodedColour(numbers.getInt(PRIMARIES), numbers.getInt(TRANSFER));
        } finally {
            library.heif_nclx_color_profile_free(numbers);
        }
    }

    private boolean isPq() throws PhotoFormatException {
        return profile().isEmpty() && colour().isPq();
    }

    private Set<PhotoNote> companions() throws PhotoFormatException {
        Set<PhotoNote> notes = EnumSet.noneOf(PhotoNote.class);
        int count = Math.min(
                MAX_AUXILIARY, library.heif_image_handle_get_number_of_auxiliary_images(handle, WITHOUT_ALPHA));
        int[] ids = new int[Math.max(0, count)];
        int found = library.heif_image_handle_get_list_of_auxiliary_image_IDs(handle, WITHOUT_ALPHA, ids, ids.length);
        for (int i = 0; i < Math.min(found, ids.length); i++) {
            notes.add(isGainMap(ids[i]) ? PhotoNote.GAIN_MAP_LOST : PhotoNote.FURTHER_PICTURES_LOST);
        }
        if (structure.itemTypes().contains("tmap")) {
            notes.add(PhotoNote.GAIN_MAP_LOST);
        }
        if (structure.moving()
                || library.heif_context_get_number_of_top_level_images(context) > 1
                || library.heif_image_handle_has_depth_image(handle) != 0) {
            notes.add(PhotoNote.FURTHER_PICTURES_LOST);
        }
        if (isPq()) {
            notes.add(PhotoNote.HDR_REDUCED);
        }
        return notes;
    }

    private boolean isGainMap(int id) {
        PointerByReference auxiliary = new PointerByReference();
        if (library.heif_image_handle_get_auxiliary_image_handle(handle, id, auxiliary).code != LibHeif.OK) {
            return false;
        }
        PointerByReference type = new PointerByReference();
        try {
            return library.heif_image_handle_get_auxiliary_type(auxiliary.getValue(), type).code == LibHeif.OK
                    && type.getValue().getString(0).toLowerCase(Locale.ROOT).contains("gainmap");
        } finally {
            if (type.getValue() != null) {
                library.heif_image_handle_free_auxiliary_types(auxiliary.getValue(), type);
            }
            library.heif_image_handle_release(auxiliary.getValue());
        }
    }

    /** The pixels as a viewer shows them, turned, mirrored and cropped as the file says. */
    BufferedImage decode() throws PhotoFormatException {
        boolean alpha = library.heif_image_handle_has_alpha_channel(handle) != 0;
        boolean deep = library.heif_image_handle_get_luma_bits_per_pixel(handle) > BYTE
                || library.heif_image_handle_get_chroma_bits_per_pixel(handle) > BYTE;
        int chroma;
        if (deep) {
            chroma = alpha ? LibHeif.CHROMA_RGBA_16_LITTLE_ENDIAN : LibHeif.CHROMA_RGB_16_LITTLE_ENDIAN;
        } else {
            chroma = alpha ? LibHeif.CHROMA_RGBA : LibHeif.CHROMA_RGB;
        }
        PointerByReference decoded = new PointerByReference();
        check(library.heif_decode_image(handle, decoded, LibHeif.COLOUR_RGB, chroma, Pointer.NULL));
        try {
            return picture(decoded.getValue(), alpha);
        } finally {
            library.heif_image_release(decoded.getValue());
        }
    }

    private BufferedImage picture(Pointer image, boolean alpha) throws PhotoFormatException {
        int width = library.heif_image_get_width(image, LibHeif.CHANNEL_INTERLEAVED);
        int height = library.heif_image_get_height(image, LibHeif.CHANNEL_INTERLEAVED);
        int bits = library.heif_image_get_bits_per_pixel_range(image, LibHeif.CHANNEL_INTERLEAVED);
        int[] stride = new int[1];
        Pointer rows = library.heif_image_get_plane_readonly(image, LibHeif.CHANNEL_INTERLEAVED, stride);
        int bands = alpha ? 4 : 3;
        boolean fits = rows != null
                && width > 0
                && height > 0
                && bits >= BYTE
                && bits <= 2 * BYTE
                && stride[0] >= (long) width * bands * (bits == BYTE ? 1 : 2);
        if (!fits) {
            throw new PhotoFormatException(name + " cannot be read by libheif " + library.heif_get_version()
                    + " (a picture of " + width + "x" + height + " pixels with " + bits
                    + " bits); convert the photo to JPEG or PNG");
        }
        boolean premultiplied = alpha && library.heif_image_handle_is_premultiplied_alpha(handle) != 0;
        IntUnaryOperator curve = isPq()
                ? sample -> (int) Math.round(0xffff * PqCurve.toSrgb(sample / (double) 0xffff))
                : IntUnaryOperator.identity();
        return new NativePixels(rows, stride[0], width, height, bands, bits).picture(premultiplied, curve);
    }

    @Override
    public void close() {
        if (handle != null) {
            library.heif_image_handle_release(handle);
            handle = null;
        }
        library.heif_context_free(context);
        bytes.close();
    }
}
