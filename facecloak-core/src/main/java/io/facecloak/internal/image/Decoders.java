package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The ImageIO decoders that photos of strangers are given to: those that this library is tested with. An application may have others on its
 * class path, native ones too, which ImageIO would take first.
 */
final class Decoders {

    /** Read more kinds of files than the platform's. */
    private static final String PREFERRED = "com.twelvemonkeys.imageio.plugins.";

    private static final String PLATFORM = "java.desktop";

    private Decoders() {}

    /**
     * A decoder, to be disposed of.
     *
     * @param name of the photo, for messages
     * @throws PhotoFormatException if no tested decoder of the format is on the class path
     */
    static ImageReader of(PhotoFormat format, String name) throws IOException {
        String plugin = format.name().toLowerCase(Locale.ROOT);
        Iterator<ImageReaderSpi> providers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        provider -> isTested(provider)
                                && Arrays.asList(((ImageReaderSpi) provider).getFormatNames())
                                        .contains(plugin),
                        true);
        Optional<ImageReaderSpi> best = StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(providers, Spliterator.ORDERED), false)
                .min(Comparator.comparing(Decoders::isPlatform));
        if (best.isEmpty()) {
            throw new PhotoFormatException(
                    name + " is a " + format + " photo, but its ImageIO plug-in (com.twelvemonkeys.imageio:imageio-"
                            + plugin + ") is not on the class path; add it");
        }
        return best.get().createReaderInstance();
    }

    private static boolean isTested(Object provider) {
        return isPlatform(provider) || provider.getClass().getName().startsWith(PREFERRED);
    }

    private static boolean isPlatform(Object provider) {
        return PLATFORM.equals(provider.getClass().getModule().getName());
    }
}
