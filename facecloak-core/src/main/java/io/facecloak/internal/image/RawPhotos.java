package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Raw photos that are TIFF files (DNG, NEF, CR2, ARW, PEF, ...): they begin with a preview, or with samples that are no picture yet. */
final class RawPhotos {

    private static final int NEW_SUBFILE_TYPE = 0x00fe;
    private static final int COMPRESSION = 0x0103;
    private static final int PHOTOMETRIC = 0x0106;
    private static final int MAKE = 0x010f;
    private static final int DNG_VERSION = 0xc612;

    /** Sony, Nikon, Samsung, Pentax, Kodak. */
    private static final Set<Long> COMPRESSIONS = Set.of(32767L, 34713L, 32770L, 65535L, 65000L);

    /** Colour filter array and linear raw. */
    private static final Set<Long> SAMPLES = Set.of(32803L, 34892L);

    private static final Map<String, String> KINDS = Map.of(
            "nikon", "NEF of Nikon",
            "sony", "ARW of Sony",
            "pentax", "PEF of Pentax",
            "ricoh", "PEF of Pentax",
            "samsung", "SRW of Samsung",
            "hasselblad", "3FR of Hasselblad",
            "phase one", "IIQ of Phase One",
            "leaf", "MOS of Leaf",
            "kodak", "DCR of Kodak",
            "epson", "ERF of Epson");

    private RawPhotos() {}

    /** @throws PhotoFormatException if the file is such a photo */
    static void refuse(byte[] bytes, TiffStructure source, String name) throws PhotoFormatException {
        if (Signature.startsWith(bytes, 8, "CR")) {
            throw UnreadableFile.raw("CR2 of Canon").exception(name);
        }
        if (source.root().find(DNG_VERSION).isPresent()) {
            throw UnreadableFile.raw("DNG").exception(name);
        }
        boolean preview =
                number(source, NEW_SUBFILE_TYPE).filter(type -> (type & 1) == 1).isPresent();
        boolean samples =
                number(source, COMPRESSION).filter(COMPRESSIONS::contains).isPresent()
                        || number(source, PHOTOMETRIC).filter(SAMPLES::contains).isPresent();
        Optional<String> maker = maker(source);
        if (samples || preview && maker.isPresent()) {
            throw UnreadableFile.raw(maker.orElse("a maker's TIFF")).exception(name);
        }
        if (preview) {
            throw new PhotoFormatException(
                    name + " is a raw photo, or a TIFF photo whose first picture is a mere preview;"
                            + " convert it to JPEG, PNG or plain TIFF");
        }
    }

    private static Optional<String> maker(TiffStructure source) {
        return source.root().find(MAKE).flatMap(entry -> {
            String make = new String(entry.value(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            return KINDS.entrySet().stream()
                    .filter(kind -> make.contains(kind.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        });
    }

    private static Optional<Long> number(TiffStructure source, int tag) {
        return source.root()
                .find(tag)
                .map(entry -> entry.numbers(source.order()))
                .filter(numbers -> numbers.length > 0)
                .map(numbers -> numbers[0]);
    }
}
