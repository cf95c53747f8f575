import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coursierapi.Cache;
import coursierapi.Dependency;
import coursierapi.Fetch;
import coursierapi.MavenRepository;
import coursierapi.Repository;
import coursierapi.error.CoursierError;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing but the coordinate: what comes with it, and how much it is. */
class CoursierTest {

    /** Of others. */
    private static final int MAX_JARS = 18;

    private static final long MAX_BYTES = 65_000_000;

    @Test
    void resolvesTheLibraryAndLittleElse() throws CoursierError {
        List<File> jars = Fetch.create()
                .withCache(Cache.create().withLocation(new File("target/cache")))
                .withRepositories(
                        MavenRepository.of(System.getProperty("deployed")),
                        MavenRepository.of(Path.of(System.getProperty("local")).toUri().toString()),
                        Repository.central())
                .addDependencies(Dependency.of("io.facecloak", "facecloak-onnx", System.getProperty("facecloak")))
                .fetch();

        List<String> names = jars.stream().map(File::getName).sorted().toList();
        assertEquals(
                2,
                names.stream().filter(name -> name.startsWith("facecloak-")).count(),
                names.toString());
        assertTrue(names.stream().noneMatch(name -> name.contains("nd4j") || name.contains("javacpp")), names.toString());
        List<File> others =
                jars.stream().filter(jar -> !jar.getName().startsWith("facecloak-")).toList();
        assertTrue(others.size() <= MAX_JARS, others.size() + " jars: " + names);
        long bytes = others.stream().mapToLong(File::length).sum();
        assertTrue(bytes <= MAX_BYTES, bytes + " bytes: " + names);
    }
}
