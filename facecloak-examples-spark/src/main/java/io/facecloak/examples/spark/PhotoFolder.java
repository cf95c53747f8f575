package io.facecloak.examples.spark;

import java.nio.file.Path;

/** Resolves the paths of a table, which may hold anything, inside a folder. */
record PhotoFolder(Path folder) {

    PhotoFolder {
        folder = folder.toAbsolutePath().normalize();
    }

    /**
     * The path relative to the folder.
     *
     * @throws IllegalArgumentException if it leads out of the folder, or is none
     */
    Path relative(String path) {
        Path file = file(path);
        return folder.relativize(file);
    }

    /** The file, as for {@link #relative}. */
    Path file(String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IllegalArgumentException(path + " is not in the folder of the photos, " + folder);
        }
        return file;
    }
}
