package io.facecloak.onnx.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What decides how ONNX Runtime lays out weights for the CPU: its make and the instructions that it has. */
final class Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Processor.class);

    /** As Linux calls it on x86 and on ARM; the clock, the bugs and the like do not count. */
    private static final Set<String> TRAITS = Set.of(
            "vendor_id",
            "cpu family",
            "model",
            "model name",
            "stepping",
            "flags",
            "Features",
            "CPU implementer",
            "CPU architecture",
            "CPU variant",
            "CPU part");

    private static final Set<String> INSTRUCTIONS = Set.of("flags", "Features");

    private static final Optional<String> IDENTITY = identity(Path.of("/proc/cpuinfo"));

    private Processor() {}

    /** The same text for the same kind of processor; nothing where the system does not tell, which only Linux does. */
    static Optional<String> identity() {
        return IDENTITY;
    }

    static Optional<String> identity(Path description) {
        if (!Files.isReadable(description)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(description, StandardCharsets.ISO_8859_1)) {
            Set<String> traits = lines.filter(line -> TRAITS.contains(key(line)))
                    .map(String::strip)
                    .collect(Collectors.toCollection(TreeSet::new));
            return traits.stream().anyMatch(line -> INSTRUCTIONS.contains(key(line)))
                    ? Optional.of(String.join("\n", traits))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("the processor is not known", e);
            return Optional.empty();
        }
    }

    private static String key(String line) {
        return line.split(":", 2)[0].strip();
    }
}
