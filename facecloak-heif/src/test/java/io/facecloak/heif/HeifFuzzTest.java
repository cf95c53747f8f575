package io.facecloak.heif;

import static io.facecloak.heif.Heif.coded;
import static io.facecloak.heif.Heif.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.heif.HeifBuilder.Coded;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.testing.Fuzzing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files that ask for too much, or are damaged; {@link Fuzzing} says how to run more of them. */
class HeifFuzzTest {

    private static final PhotoLimits SMALL = new PhotoLimits(20_000, 1 << 20);

    private static Coded hevc;
    private static Coded av1;

    @BeforeAll
    static void code() throws IOException {
        Heif.requireCodecs();
        hevc = coded(picture(96, 64), PhotoFormat.HEIC);
        av1 = coded(picture(96, 64), PhotoFormat.AVIF);
    }

    private static void read(byte[] file) throws IOException {
        SrgbView.of(new PhotoReader(SMALL)
                .read(new ByteArrayInputStream(file), Fuzzing.NAME)
                .upright());
    }

    private static void assertRefused(byte[] file, String... words) {
        PhotoFormatException refusal = assertThrows(PhotoFormatException.class, () -> read(file));
        for (String word : words) {
            assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
        }
    }

    @Test
    void sizesAboveTheLimitAreRefusedWhereverTheyAreTold() throws IOException {
        Coded huge = coded(picture(320, 240), PhotoFormat.HEIC);
        Coded hugeAv1 = coded(picture(320, 240), PhotoFormat.AVIF);
        HeifBuilder told = new HeifBuilder();
        told.picture(new Coded(hevc.type(), hevc.configuration(), hevc.data(), 60_000, 60_000));
        assertRefused(told.file(), Fuzzing.NAME, "PhotoLimits.maxPixels", "60000");
        for (Coded coded : List.of(huge, hugeAv1)) {
            HeifBuilder lying = new HeifBuilder();
            lying.picture(new Coded(coded.type(), coded.configuration(), coded.data(), 96, 64));
            assertRefused(lying.file(), Fuzzing.NAME, "PhotoLimits.maxPixels", "320");
        }
        HeifBuilder grid = new HeifBuilder();
        int tile = grid.picture(hevc);
        assertRefused(
                grid.primary(grid.grid(1, 1, 96, 64, 60_000, List.of(tile))).file(), "PhotoLimits.maxPixels");
    }

    @Test
    void compressedMetadataAndSharedBytesAreRefused() throws IOException {
        HeifBuilder compressed = new HeifBuilder();
        compressed.xmp(new byte[100], "deflate", compressed.picture(hevc));
        assertRefused(compressed.file(), "compressed metadata");
        HeifBuilder sound = new HeifBuilder();
        sound.picture(hevc);
        byte[] file = sound.file();
        for (int length = 100; length < file.length - hevc.data().length / 2; length += 7) {
            assertRefused(Arrays.copyOf(file, length), Fuzzing.NAME);
        }
    }

    /** As browsers' and libheif's own numbers have it. */
    @Test
    void codedSizesAreRead() {
        ByteBuffer configuration = ByteBuffer.wrap(hevc.configuration());
        long largest = 0;
        for (int at = 8; at < configuration.limit() - 2; at++) {
            CodedSize size = CodedSize.ofHevc(configuration.slice(at, configuration.limit() - at));
            if (size.width() == 96 && size.height() == 64) {
                largest = size.pixels();
            }
        }
        assertEquals(96 * 64, largest);
        CodedSize size = CodedSize.ofAv1(ByteBuffer.wrap(av1.data()));
        assertEquals(List.of(96L, 64L), List.of(size.width(), size.height()));
    }

    @Test
    void damagedPhotosAreReadOrRefused() throws IOException {
        HeifBuilder grid = new HeifBuilder();
        int tile = grid.picture(hevc, HeifBuilder.colour(12, 13, 6, true));
        int second = grid.picture(hevc);
        grid.primary(grid.grid(2, 1, 180, 64, 64, List.of(tile, second)));
        HeifBuilder turned = new HeifBuilder().brands("avif", "mif1", "avif", "miaf");
        int main = turned.picture(av1, HeifBuilder.turned(1), HeifBuilder.mirrored(0));
        turned.exif(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0}, main);
        HeifBuilder several = new HeifBuilder();
        int first = several.picture(hevc);
        several.refer("thmb", several.picture(hevc), first);
        several.refer("auxl", several.picture(hevc, HeifBuilder.auxiliary("urn:mpeg:hevc:2015:auxid:1")), first);
        Fuzzing.of("HEIF")
                .seed("grid", grid.file())
                .seed("turned", turned.file())
                .seed("several", several.file())
                .run(300, HeifFuzzTest::read, PhotoFormatException.class);
    }
}
