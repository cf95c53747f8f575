package io.facecloak.array;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the engine of this process. */
final class ConfiguredEngine {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredEngine.class);

    private static ArrayEngine engine;

    private ConfiguredEngine() {}

    static synchronized ArrayEngine get() {
        if (engine == null) {
            engine = choose(
                    Optional.ofNullable(System.getProperty(ArrayEngine.PROPERTY))
                            .filter(value -> !value.isBlank()),
                    ServiceLoader.load(ArrayEngine.class).iterator());
        }
        return engine;
    }

    /**
     * @param name of the engine that is wanted, if it is not the first
     * @param services found, but not started yet
     */
    static ArrayEngine choose(Optional<String> name, Iterator<ArrayEngine> services) {
        if (name.filter(ArrayEngine.PLAIN::equals).isPresent()) {
            return ArrayEngine.plain();
        }
        List<String> found = new ArrayList<>();
        while (hasNext(services)) {
            Optional<ArrayEngine> engine = start(services);
            if (engine.isPresent()
                    && name.filter(wanted -> !wanted.equals(engine.get().name()))
                            .isEmpty()) {
                LOG.info("similarities are computed by {}", engine.get());
                return engine.get();
            }
            engine.ifPresent(other -> found.add(other.name()));
        }
        found.add(ArrayEngine.PLAIN);
        name.ifPresent(wanted -> {
            throw new IllegalStateException("no array engine " + wanted + ", as " + ArrayEngine.PROPERTY
                    + " asks for, is on the class path and starts; there are " + found);
        });
        return ArrayEngine.plain();
    }

    /** A service file that cannot be read ends the search. */
    private static boolean hasNext(Iterator<ArrayEngine> services) {
        try {
            return services.hasNext();
        } catch (ServiceConfigurationError e) {
            LOG.warn("looking for array engines failed", e);
            return false;
        }
    }

    private static Optional<ArrayEngine> start(Iterator<ArrayEngine> services) {
        try {
            return Optional.of(services.next());
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.warn(
                    "an array engine on the class path does not start; the next one, or plain loops, take its place",
                    e);
            return Optional.empty();
        }
    }
}
