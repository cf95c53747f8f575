package io.facecloak.internal.storage;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Names that Java cannot tell in the system's character set, such as umlauts under {@code LC_ALL=C}, but can open. */
public final class FileNames {

    private FileNames() {}

    /** {@code path} with {@code suffix}, which is ASCII, behind its name. */
    public static Path withSuffix(Path path, String suffix) {
        try {
            return path.resolveSibling(path.getFileName() + suffix);
        } catch (InvalidPathException e) {
            // As an address, a path is the bytes of its name, whatever they stand for.
            return Path.of(URI.create(path.toUri() + suffix));
        }
    }

    /**
     * The path that somebody typed.
     *
     * @throws InvalidPathException if the system's character set lacks one of its characters; the reason says what to do
     */
    public static Path path(String typed) {
        try {
            return Path.of(typed);
        } catch (InvalidPathException e) {
            if (typed.chars().allMatch(character -> character < 128)) {
                throw e;
            }
            throw new InvalidPathException(
                    typed,
                    "this name has characters that Java cannot pass to the system, whose character set is "
                            + System.getProperty("sun.jnu.encoding")
                            + "; set the environment variable LC_ALL to C.UTF-8, or name the folder that holds it");
        }
    }
}
