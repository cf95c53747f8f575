package io.facecloak.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The optional folder of public models and photos beside the project; a test that needs it is skipped, saying so, without it. */
public final class Shared {

    private Shared() {}

    /** A file or folder of it, such as {@code models/mtcnn}. */
    public static Path path(String relative) {
        Path path = Path.of(System.getProperty("facecloak.shared", "../../shared"))
                .resolve(relative)
                .normalize();
        assumeTrue(Files.exists(path), () -> "skipped: needs " + path.toAbsolutePath() + ", which is not here");
        return path;
    }
}
