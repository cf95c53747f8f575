package io.facecloak.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the folders that data sets of faces come in. Files count as photos by their extension (jpg, jpeg, png, bmp, gif, tif, tiff,
 * webp, in any case); hidden files do not. The order is that of the names, so it is the same on every machine. Stateless and thread-safe.
 */
public final class PhotoFolders {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp");

    /** The last underscore separates the number. */
    private static final Pattern NUMBERED = Pattern.compile("(.+)_(\\d+)\\.[^.]+");

    private PhotoFolders() {}

    /**
     * Photos of known people in either layout: {@code identity/photo} if the folder holds folders, else the authors'
     * {@code identity_k.jpg} (as Privacy-Commons and Privacy-Celebrities are published).
     *
     * @throws NotDirectoryException if there is no such folder
     * @throws IOException if it cannot be listed, holds no photo, or a photo's name does not follow the layout
     */
    public static List<FacePhoto> people(Path folder) throws IOException {
        List<Path> subfolders;
        try (Stream<Path> entries = list(folder)) {
            subfolders = entries.filter(Files::isDirectory)
                    .filter(PhotoFolders::isVisible)
                    .toList();
        }
        List<FacePhoto> photos = subfolders.isEmpty() ? numbered(folder) : inFolders(subfolders);
        if (photos.isEmpty()) {
            throw new IOException("no photos in " + folder
                    + ": expected one folder per person with photos in it, or files named identity_k.jpg");
        }
        return photos;
    }

    /**
     * Photos of strangers, each of an identity of its own, from the folder and all folders in it.
     *
     * @throws NotDirectoryException if there is no such folder
     * @throws IOException if it cannot be listed or holds no photo
     */
    public static List<FacePhoto> distractors(Path folder) throws IOException {
        requireFolder(folder);
        List<FacePhoto> photos;
        try (Stream<Path> files = Files.walk(folder)) {
            photos = files.filter(PhotoFolders::isPhoto)
                    .sorted()
                    .map(file -> new FacePhoto(
                            "stranger " + folder.relativize(file).toString().replace('\\', '/'), fileName(file), file))
                    .toList();
        }
        if (photos.isEmpty()) {
            throw new IOException("no photos in " + folder);
        }
        return photos;
    }

    private static List<FacePhoto> inFolders(List<Path> folders) throws IOException {
        List<FacePhoto> photos = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = list(folder)) {
                files.filter(PhotoFolders::isPhoto)
                        .map(file -> new FacePhoto(fileName(folder), fileName(file), file))
                        .forEach(photos::add);
            }
        }
        return photos;
    }

    private static List<FacePhoto> numbered(Path folder) throws IOException {
        List<FacePhoto> photos = new ArrayList<>();
        try (Stream<Path> files = list(folder)) {
            for (Path file : files.filter(PhotoFolders::isPhoto).toList()) {
                Matcher matcher = NUMBERED.matcher(fileName(file));
                if (!matcher.matches()) {
                    throw new IOException("the name of " + file
                            + " does not say whose photo it is: expected identity_k.jpg, or one folder per person");
                }
                photos.add(new FacePhoto(matcher.group(1), fileName(file), file));
            }
        }
        return photos;
    }

    private static Stream<Path> list(Path folder) throws IOException {
        requireFolder(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream();
        }
    }

    private static void requireFolder(Path folder) throws NotDirectoryException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " (expected a folder of photos)");
        }
    }

    private static boolean isPhoto(Path file) {
        String name = fileName(file);
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return isVisible(file) && EXTENSIONS.contains(extension) && Files.isRegularFile(file);
    }

    private static boolean isVisible(Path file) {
        return !fileName(file).startsWith(".");
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }
}
