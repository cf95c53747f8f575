package io.facecloak.onnx.internal.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The folder in which FaceCloak keeps what it can fetch or compute again: models and prepared graphs. It is, in this order,
 *
 * <ol>
 *   <li>the system property {@value #PROPERTY},
 *   <li>the environment variable {@value #VARIABLE},
 *   <li>{@code facecloak} in the folder that {@value #XDG} names (an absolute path, as the XDG base directory specification asks),
 *   <li>{@code .cache/facecloak} in the user's home.
 * </ol>
 *
 * Empty values count as missing. The folder need not exist, and nothing here creates it. Thread-safe.
 */
public final class FaceCloakHome {

    /** The system property that names the folder. */
    public static final String PROPERTY = "facecloak.home";

    /** The environment variable that names the folder. */
    public static final String VARIABLE = "FACECLOAK_HOME";

    private static final String XDG = "XDG_CACHE_HOME";

    private FaceCloakHome() {}

    /**
     * The folder, as an absolute path; decided anew by every call.
     *
     * @throws IllegalArgumentException if the property or the variable names no possible path
     */
    public static Path path() {
        return path(System::getProperty, System::getenv);
    }

    /** As {@link #path()}, with other sources of properties and environment variables, which answer null for what is missing. */
    static Path path(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(environment, "environment");
        String property = properties.apply(PROPERTY);
        if (isGiven(property)) {
            return absolute("the system property " + PROPERTY, property);
        }
        String variable = environment.apply(VARIABLE);
        if (isGiven(variable)) {
            return absolute("the environment variable " + VARIABLE, variable);
        }
        String caches = environment.apply(XDG);
        if (isGiven(caches) && Path.of(caches).isAbsolute()) {
            return Path.of(caches, "facecloak");
        }
        return absolute("the system property user.home", properties.apply("user.home"))
                .resolve(".cache")
                .resolve("facecloak");
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    private static Path absolute(String source, String value) {
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(source + " names no possible path: " + value, e);
        }
    }
}
