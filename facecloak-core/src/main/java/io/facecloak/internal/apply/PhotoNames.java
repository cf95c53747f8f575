package io.facecloak.internal.apply;

import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.storage.FileNames;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What the names of photo files promise. */
public final class PhotoNames {

    private static final Map<String, PhotoFormat> FORMATS = Map.ofEntries(
            Map.entry("jpg", PhotoFormat.JPEG),
            Map.entry("jpeg", PhotoFormat.JPEG),
            Map.entry("jpe", PhotoFormat.JPEG),
            Map.entry("jfif", PhotoFormat.JPEG),
            Map.entry("png", PhotoFormat.PNG),
            Map.entry("gif", PhotoFormat.GIF),
            Map.entry("bmp", PhotoFormat.BMP),
            Map.entry("tif", PhotoFormat.TIFF),
            Map.entry("tiff", PhotoFormat.TIFF),
            Map.entry("webp", PhotoFormat.WEBP),
            Map.entry("heic", PhotoFormat.HEIC),
            Map.entry("heif", PhotoFormat.HEIC),
            Map.entry("hif", PhotoFormat.HEIC),
            Map.entry("avif", PhotoFormat.AVIF));

    private PhotoNames() {}

    /** Whether a file of this name is meant to be a photo. */
    public static boolean promisePhoto(Path file) {
        return FORMATS.containsKey(extension(file));
    }

    /** @throws FileSystemException if the name promises another format than the one that the file will hold */
    public static void requireFitting(Path target, PhotoFormat format) throws FileSystemException {
        PhotoFormat promised = FORMATS.get(extension(target));
        if (promised != null && promised != format) {
            String name = target.getFileName().toString();
            throw new FileSystemException(
                    target.toString(),
                    null,
                    "the photo will be written as " + format + ", which the name contradicts; name it "
                            + name.substring(0, name.lastIndexOf('.') + 1)
                            + format.extension());
        }
    }

    /** The name that the copy of a photo gets: another one where its format is another. */
    public static Path named(Path target, PhotoFormat from, PhotoFormat to) {
        PhotoFormat promised = FORMATS.get(extension(target));
        boolean fits =
                switch (to) {
                    case PNG, JPEG -> promised == to || to == PhotoFormat.JPEG && from == to;
                    default -> true;
                };
        return fits ? target : FileNames.withSuffix(target, "." + to.extension());
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
