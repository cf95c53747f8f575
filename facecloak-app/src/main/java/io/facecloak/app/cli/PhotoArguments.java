package io.facecloak.app.cli;

import io.facecloak.FolderProtection;
import io.facecloak.apply.PhotoJob;
import io.facecloak.internal.storage.FileNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Photos, folders and patterns as a user gives them. */
final class PhotoArguments {

    private static final String WILDCARDS = "*?[{";

    private final Path output;
    private final boolean several;

    private PhotoArguments(Path output, boolean several) {
        this.output = output;
        this.several = several;
    }

    /**
     * The files that the arguments name and where their copies go. One folder's content goes straight into the output; of several, each
     * keeps its name below it. Files in the output itself are never sources.
     *
     * @throws NoSuchFileException if an argument neither exists nor, as a pattern, matches a file
     */
    static List<PhotoJob> jobs(List<String> arguments, Path output) throws IOException {
        PhotoArguments parser = new PhotoArguments(output, arguments.size() > 1);
        List<PhotoJob> jobs = new ArrayList<>();
        for (String argument : arguments) {
            jobs.addAll(parser.jobs(argument));
        }
        jobs.removeIf(job -> isBelow(output, job.source()));
        return jobs;
    }

    private List<PhotoJob> jobs(String argument) throws IOException {
        Optional<Path> existing = existing(argument);
        if (existing.isPresent()) {
            Path source = existing.get();
            boolean ownFolder = several && Files.isDirectory(source);
            return FolderProtection.plan(
                    source, ownFolder ? output.resolve(source.toRealPath().getFileName()) : output);
        }
        if (!isPattern(argument)) {
            throw new NoSuchFileException(argument);
        }
        return matches(argument.replace(File.separatorChar, '/'));
    }

    private List<PhotoJob> matches(String pattern) throws IOException {
        // Everything up to the folder in which the first wildcard stands.
        int wildcard = 0;
        while (WILDCARDS.indexOf(pattern.charAt(wildcard)) < 0) {
            wildcard++;
        }
        String folder = pattern.substring(0, pattern.lastIndexOf('/', wildcard) + 1);
        Path base = Path.of(folder);
        List<PathMatcher> matchers = List.of(
                FileSystems.getDefault().getPathMatcher("glob:" + pattern),
                // In shells, ** also stands for no folder at all.
                FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", "")));
        List<PhotoJob> jobs = new ArrayList<>();
        if (Files.isDirectory(base)) {
            try (Stream<Path> files = Files.walk(base)) {
                files.filter(file -> matchers.stream().anyMatch(matcher -> matcher.matches(file)))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(file -> jobs.add(new PhotoJob(file, output.resolve(base.relativize(file)))));
            }
        }
        if (jobs.isEmpty()) {
            throw new NoSuchFileException(pattern, null, "no file matches this pattern");
        }
        return jobs;
    }

    private static Optional<Path> existing(String argument) throws FileSystemException {
        try {
            return Optional.of(FileNames.path(argument)).filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        } catch (InvalidPathException e) {
            if (isPattern(argument) && argument.chars().allMatch(character -> character < 128)) {
                // Windows forbids wildcards in names: then it is a pattern or nothing.
                return Optional.empty();
            }
            throw new FileSystemException(argument, null, e.getReason());
        }
    }

    private static boolean isPattern(String argument) {
        return argument.chars().anyMatch(character -> WILDCARDS.indexOf(character) >= 0);
    }

    private static boolean isBelow(Path folder, Path file) {
        return file.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize());
    }
}
