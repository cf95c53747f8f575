package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The brands of an ISO base media file (ISO/IEC 14496-12), of which HEIC, AVIF, videos and some raw photos are kinds. All of them count, not
 * the major one alone: an iPhone's burst says {@code msf1} first, and what a viewer opens is told by any of them.
 */
public record IsoMedia(String major, Set<String> brands, boolean holdsPicture) {

    private static final Set<String> AVIF = Set.of("avif", "avis", "avio", "MA1A", "MA1B");

    /** Brands of pictures and of sequences of pictures (ISO/IEC 23008-12), whatever they are coded with. */
    private static final Set<String> HEIF = Set.of(
            "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "mif3", "msf1", "miaf",
            "MiHB", "MiHA", "MiHE", "avci", "avcs", "jpeg", "jpgs", "j2ki", "j2is", "vvic", "vvis", "evbi", "evmi",
            "unif", "heif", "geo1", "pred", "1pic");

    /** Brands whose files are videos or sound, where no other brand speaks of a picture. */
    private static final Set<String> VIDEO = Set.of(
            "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "isoa", "isob", "isoc", "mp41",
            "mp42", "mp71", "avc1", "avc3", "hvc1", "hev1", "av01", "qt  ", "M4V ", "M4VH", "M4VP", "M4A ", "M4B ",
            "M4P ", "dash", "msdh", "msix", "cmfc", "cmf2", "cmfs", "mmp4", "MSNV", "NDSC", "NDSH", "NDSM", "NDSP",
            "NDSS", "f4v ", "f4p ", "f4a ", "f4b ", "XAVC", "caqv", "CAEP", "dby1", "isml", "piff", "mp21", "mqt ",
            "niko", "pana", "FACE", "crx2", "ccff", "SA10", "kddi", "KDDI", "da0a", "da1a");

    private static final int MAX_BRANDS = 1000;

    /** @param bytes a file, or its beginning; empty if it is no such file */
    public static Optional<IsoMedia> of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Optional<IsoMedia> found = Optional.empty();
        long at = 0;
        // Something to skip may come before the brands; the picture's own description comes behind them.
        while (at + 8 <= bytes.length) {
            long size = Integer.toUnsignedLong(in.getInt((int) at));
            String type = text(bytes, (int) at + 4);
            int header = 8;
            if (size == 1 && at + 16 <= bytes.length) {
                size = in.getLong((int) at + 8);
                header = 16;
            }
            if (type.equals("ftyp") && found.isEmpty()) {
                found = Optional.of(brands(bytes, (int) at + header, size == 0 ? bytes.length : at + size));
            } else if (type.equals("meta") && found.isPresent() && isPicture(bytes, (int) at + header)) {
                return found.map(media -> new IsoMedia(media.major, media.brands, true));
            } else if (found.isEmpty()
                    && !Set.of("free", "skip", "wide", "uuid", "styp", "pdin").contains(type)) {
                return Optional.empty();
            }
            if (size < header || size > bytes.length - at) {
                break;
            }
            at += size;
        }
        return found;
    }

    private static IsoMedia brands(byte[] bytes, int from, long to) {
        Set<String> brands = new LinkedHashSet<>();
        String major = text(bytes, from);
        brands.add(major);
        // Behind the major brand comes its version.
        for (int at = from + 8; at + 4 <= Math.min(to, bytes.length) && brands.size() < MAX_BRANDS; at += 4) {
            brands.add(text(bytes, at));
        }
        return new IsoMedia(major, Set.copyOf(brands), false);
    }

    /** Whether a {@code meta} box, whose version and flags come first, says that its items are pictures. */
    private static boolean isPicture(byte[] bytes, int at) {
        return text(bytes, at + 8).equals("hdlr") && text(bytes, at + 20).equals("pict");
    }

    private static String text(byte[] bytes, int at) {
        return at < 0 || at + 4 > bytes.length ? "" : new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    /** HEIC for every kind of HEIF but AVIF; empty for videos, raw photos and the unknown. */
    public Optional<PhotoFormat> format() {
        if (isRaw()) {
            return Optional.empty();
        }
        if (AVIF.contains(major)) {
            return Optional.of(PhotoFormat.AVIF);
        }
        boolean hevc = brands.stream().anyMatch(brand -> brand.startsWith("hei") || brand.startsWith("hev"));
        if (!hevc && brands.stream().anyMatch(AVIF::contains)) {
            return Optional.of(PhotoFormat.AVIF);
        }
        return holdsPicture || brands.stream().anyMatch(HEIF::contains)
                ? Optional.of(PhotoFormat.HEIC)
                : Optional.empty();
    }

    boolean isRaw() {
        return brands.contains("crx ");
    }

    /** Whether it is a video or sound for certain. */
    boolean isVideo() {
        return format().isEmpty()
                && !isRaw()
                && brands.stream().anyMatch(brand -> VIDEO.contains(brand) || brand.matches("3g[2prse].|mp4\\d"));
    }
}
