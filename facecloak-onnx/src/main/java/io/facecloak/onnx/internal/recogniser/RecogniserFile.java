package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.internal.storage.FileStamp;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.runtime.GraphCache;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recogniser's file, and what the cache remembers of having read it: as long as the stamps of all its files stay the same, it need not
 * be read again. Files that were written just before they were read are not remembered, because their stamps tell too little. Stateless
 * and thread-safe.
 */
public final class RecogniserFile {

    private static final Logger LOG = LoggerFactory.getLogger(RecogniserFile.class);

    private static final String FINGERPRINT = "fingerprint";
    private static final String CONTENT = "content";
    private static final String DIMENSION = "dimension";
    private static final String STAMP = "stamp of ";

    private final Path file;
    private final Path real;
    private final InputSpec spec;
    private final GraphCache cache;
    private final Clock clock;

    public RecogniserFile(Path file, InputSpec spec, GraphCache cache, Clock clock) {
        this.file = file;
        this.real = real(file);
        this.spec = spec;
        this.cache = cache;
        this.clock = clock;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            // Reading it says so, too.
            return file.toAbsolutePath();
        }
    }

    /**
     * What was read.
     *
     * @param network the model in the dialect of {@link ModelReader}
     * @param stamps of all its files, by their paths from the model's folder; nothing if they tell too little
     */
    public record Reading(ModelProto network, Optional<Map<String, String>> stamps) {}

    /**
     * Reads the model.
     *
     * @throws ModelException as for {@link ModelReader#read(Path)}
     */
    public Reading read() {
        Instant start = clock.instant();
        Map<String, FileStamp> stamps = new TreeMap<>();
        boolean complete = take(stamps, real.getFileName().toString());
        ModelProto parsed = ModelReader.parse(file);
        for (String name : ModelReader.externalFiles(parsed)) {
            complete &= take(stamps, name);
        }
        ModelProto network = ModelReader.complete(file, parsed);
        boolean settled = complete && stamps.values().stream().allMatch(stamp -> stamp.isSettled(start));
        Map<String, String> texts = new TreeMap<>();
        stamps.forEach((name, stamp) -> texts.put(name, stamp.toString()));
        return new Reading(network, settled && areStill(texts) ? Optional.of(texts) : Optional.empty());
    }

    private boolean take(Map<String, FileStamp> stamps, String name) {
        Optional<FileStamp> stamp = stamp(name);
        stamp.ifPresent(taken -> stamps.put(name, taken));
        return stamp.isPresent();
    }

    /** The file's name without its extension, which is the recogniser's. */
    String name() {
        return InputConventions.stem(file);
    }

    Path path() {
        return file;
    }

    /** Where its graphs are kept, and what was found out about it. */
    GraphCache cache() {
        return cache;
    }

    /**
     * Composes the graph of what was read.
     *
     * @throws ModelException if it is not a recogniser of its input convention
     */
    RecogniserModel compose(Reading reading) {
        return RecogniserModel.of(name(), reading.network(), spec);
    }

    /**
     * The file as a source that refuses it, once it is another model.
     *
     * @param content of the model that it must be
     */
    RecogniserSource ofContent(String content) {
        return () -> {
            RecogniserModel model = RecogniserModel.of(name(), ModelReader.read(file), spec);
            if (!model.content().equals(content)) {
                throw new ModelException("the model " + file + " has changed since it was opened; open it again");
            }
            return model;
        };
    }

    /** What an earlier reading found out about the unchanged file; nothing if it must be read. */
    public Optional<RecogniserIdentity> recall() {
        return cache.note(key()).flatMap(this::identity);
    }

    private Optional<RecogniserIdentity> identity(String note) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(note));
            Map<String, String> stamps = new TreeMap<>();
            for (String name : properties.stringPropertyNames()) {
                if (name.startsWith(STAMP)) {
                    stamps.put(name.substring(STAMP.length()), properties.getProperty(name));
                }
            }
            return areStill(stamps)
                    ? Optional.of(new RecogniserIdentity(
                            properties.getProperty(FINGERPRINT),
                            properties.getProperty(CONTENT),
                            Integer.parseInt(properties.getProperty(DIMENSION))))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("what was remembered about {} is malformed", file, e);
            return Optional.empty();
        }
    }

    /** Remembers what a reading found out, if the stamps allow it. */
    public void remember(Reading reading, RecogniserIdentity identity) {
        reading.stamps().ifPresent(stamps -> {
            Properties properties = new Properties();
            properties.setProperty(FINGERPRINT, identity.fingerprint());
            properties.setProperty(CONTENT, identity.content());
            properties.setProperty(DIMENSION, String.valueOf(identity.dimension()));
            stamps.forEach((name, stamp) -> properties.setProperty(STAMP + name, stamp));
            StringWriter note = new StringWriter();
            try {
                properties.store(note, null);
            } catch (IOException e) {
                throw new UncheckedIOException("a string refuses characters", e);
            }
            cache.keepNote(key(), note.toString());
        });
    }

    private String key() {
        return GraphCache.key("file", real.toString(), RecogniserModel.convention(spec));
    }

    private boolean areStill(Map<String, String> stamps) {
        return stamps.entrySet().stream().allMatch(entry -> stamp(entry.getKey())
                .filter(now -> now.toString().equals(entry.getValue()))
                .isPresent());
    }

    private Optional<FileStamp> stamp(String name) {
        try {
            return Optional.of(FileStamp.of(real.resolveSibling(name)));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
