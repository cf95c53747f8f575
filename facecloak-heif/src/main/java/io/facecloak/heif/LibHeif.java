package io.facecloak.heif;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.PointerByReference;

/** The functions of libheif's C API (heif.h of 1.15) that are used here; the names are libheif's. */
interface LibHeif extends Library {

    int OK = 0;
    int UNSUPPORTED_FILE = 3;
    int UNSUPPORTED_FEATURE = 4;
    int OUT_OF_MEMORY = 6;

    int HEVC = 1;
    int AV1 = 4;

    int COLOUR_RGB = 1;
    int CHROMA_RGB = 10;
    int CHROMA_RGBA = 11;
    int CHROMA_RGB_16_LITTLE_ENDIAN = 14;
    int CHROMA_RGBA_16_LITTLE_ENDIAN = 15;
    int CHANNEL_INTERLEAVED = 10;

    int heif_get_version_number();

    String heif_get_version();

    HeifError.ByValue heif_init(Pointer parameters);

    int heif_have_decoder_for_format(int format);

    int heif_have_encoder_for_format(int format);

    Pointer heif_context_alloc();

    void heif_context_free(Pointer context);

    void heif_context_set_maximum_image_size_limit(Pointer context, int side);

    HeifError.ByValue heif_context_read_from_memory_without_copy(
            Pointer context, Pointer file, SizeT size, Pointer options);

    int heif_context_get_number_of_top_level_images(Pointer context);

    HeifError.ByValue heif_context_get_primary_image_handle(Pointer context, PointerByReference handle);

    void heif_image_handle_release(Pointer handle);

    int heif_image_handle_get_width(Pointer handle);

    int heif_image_handle_get_height(Pointer handle);

    int heif_image_handle_has_alpha_channel(Pointer handle);

    int heif_image_handle_is_premultiplied_alpha(Pointer handle);

    int heif_image_handle_get_luma_bits_per_pixel(Pointer handle);

    int heif_image_handle_get_chroma_bits_per_pixel(Pointer handle);

    int heif_image_handle_has_depth_image(Pointer handle);

    int heif_image_handle_get_number_of_thumbnails(Pointer handle);

    int heif_image_handle_get_number_of_auxiliary_images(Pointer handle, int filter);

    int heif_image_handle_get_list_of_auxiliary_image_IDs(Pointer handle, int filter, int[] ids, int count);

    HeifError.ByValue heif_image_handle_get_auxiliary_image_handle(
            Pointer handle, int id, PointerByReference auxiliary);

    HeifError.ByValue heif_image_handle_get_auxiliary_type(Pointer auxiliary, PointerByReference type);

    void heif_image_handle_free_auxiliary_types(Pointer auxiliary, PointerByReference type);

    int heif_image_handle_get_number_of_metadata_blocks(Pointer handle, String type);

    int heif_image_handle_get_list_of_metadata_block_IDs(Pointer handle, String type, int[] ids, int count);

    String heif_image_handle_get_metadata_type(Pointer handle, int id);

    String heif_image_handle_get_metadata_content_type(Pointer handle, int id);

    SizeT heif_image_handle_get_metadata_size(Pointer handle, int id);

    HeifError.ByValue heif_image_handle_get_metadata(Pointer handle, int id, Pointer data);

    SizeT heif_image_handle_get_raw_color_profile_size(Pointer handle);

    HeifError.ByValue heif_image_handle_get_raw_color_profile(Pointer handle, Pointer data);

    HeifError.ByValue heif_image_handle_get_nclx_color_profile(Pointer handle, PointerByReference profile);

    void heif_nclx_color_profile_free(Pointer profile);

    HeifError.ByValue heif_decode_image(
            Pointer handle, PointerByReference image, int colourSpace, int chroma, Pointer options);

    void heif_image_release(Pointer image);

    int heif_image_get_width(Pointer image, int channel);

    int heif_image_get_height(Pointer image, int channel);

    int heif_image_get_bits_per_pixel_range(Pointer image, int channel);

    Pointer heif_image_get_plane_readonly(Pointer image, int channel, int[] stride);

    HeifError.ByValue heif_image_create(int width, int height, int colourSpace, int chroma, PointerByReference image);

    HeifError.ByValue heif_image_add_plane(Pointer image, int channel, int width, int height, int bits);

    Pointer heif_image_get_plane(Pointer image, int channel, int[] stride);

    HeifError.ByValue heif_image_set_raw_color_profile(Pointer image, String type, Pointer profile, SizeT size);

    HeifError.ByValue heif_context_get_encoder_for_format(Pointer context, int format, PointerByReference encoder);

    void heif_encoder_release(Pointer encoder);

    HeifError.ByValue heif_encoder_set_lossy_quality(Pointer encoder, int quality);

    HeifError.ByValue heif_encoder_set_parameter_string(Pointer encoder, String name, String value);

    HeifError.ByValue heif_context_encode_image(
            Pointer context, Pointer image, Pointer encoder, Pointer options, PointerByReference handle);

    HeifError.ByValue heif_context_add_exif_metadata(Pointer context, Pointer handle, Pointer data, int size);

    HeifError.ByValue heif_context_add_XMP_metadata(Pointer context, Pointer handle, Pointer data, int size);

    HeifError.ByValue heif_context_write(Pointer context, Writer writer, Pointer user);

    /** Takes the bytes of a file. */
    interface Sink extends Callback {
        HeifError.ByValue write(Pointer context, Pointer data, SizeT size, Pointer user);
    }

    /** libheif's {@code struct heif_writer}. */
    @FieldOrder({"version", "write"})
    class Writer extends Structure {
        public int version = 1;
        public Sink write;
    }
}
