package io.facecloak.internal.apply;

import io.facecloak.apply.PhotoJob;
import io.facecloak.internal.storage.ReadableFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Finds the photos of a folder. */
public final class FolderPlan {

    private FolderPlan() {}

    /** As {@link io.facecloak.FolderProtection#plan} says. */
    public static List<PhotoJob> of(Path source, Path output) throws IOException {
        ReadableFile.requireExisting(source);
        Path from = source.toRealPath();
        if (!Files.isDirectory(from)) {
            return List.of(new PhotoJob(source, output.resolve(source.getFileName())));
        }
        Path into = Files.exists(output)
                ? output.toRealPath()
                : output.toAbsolutePath().normalize();
        if (into.equals(from)) {
            throw new IllegalArgumentException(
                    "the output folder " + output + " is the folder of the originals; choose another");
        }
        List<PhotoJob> jobs = new ArrayList<>();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean left = folder.equals(into) || !folder.equals(from) && isHidden(folder);
                return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean wanted = attributes.isSymbolicLink() ? leadsElsewhere(file) : attributes.isRegularFile();
                if (!isHidden(file) && wanted) {
                    add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** A link to a file is as good as the file; one to a folder is told, unless the folder is walked through anyway. */
            private boolean leadsElsewhere(Path link) {
                try {
                    Path aim = link.toRealPath();
                    return Files.isDirectory(aim)
                            ? !aim.startsWith(from) && !aim.startsWith(into)
                            : Files.isRegularFile(aim);
                } catch (IOException e) {
                    return true;
                }
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) {
                add(file);
                return FileVisitResult.CONTINUE;
            }

            private void add(Path file) {
                Path relative = from.relativize(file);
                jobs.add(new PhotoJob(source.resolve(relative), output.resolve(relative)));
            }
        });
        jobs.sort((a, b) -> a.source().compareTo(b.source()));
        return jobs;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }
}
