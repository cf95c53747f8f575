package io.facecloak.internal.image;

import io.facecloak.image.PhotoDecoder;
import io.facecloak.image.PhotoEncoder;
import io.facecloak.image.PhotoFormat;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decoders and encoders that an application has put on the class path. */
public final class Codecs {

    private static final Logger LOG = LoggerFactory.getLogger(Codecs.class);

    private static final List<PhotoDecoder> DECODERS = load(PhotoDecoder.class);
    private static final List<PhotoEncoder> ENCODERS = load(PhotoEncoder.class);

    private Codecs() {}

    /** The first decoder that accepts a file of the format which begins with these bytes. */
    public static Optional<PhotoDecoder> decoder(PhotoFormat format, byte[] head) {
        return DECODERS.stream()
                .filter(decoder -> decoder.accepts(format, head))
                .findFirst();
    }

    /** The first encoder for the format. */
    static Optional<PhotoEncoder> encoder(PhotoFormat format) {
        return ENCODERS.stream().filter(encoder -> encoder.writes(format)).findFirst();
    }

    /** One that cannot be loaded must not take the others along. */
    private static <T> List<T> load(Class<T> service) {
        List<T> loaded = new ArrayList<>();
        Iterator<T> services =
                ServiceLoader.load(service, Codecs.class.getClassLoader()).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return List.copyOf(loaded);
                }
                loaded.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.warn("left out a {} that cannot be loaded: {}", service.getSimpleName(), e.toString());
            }
        }
    }
}
