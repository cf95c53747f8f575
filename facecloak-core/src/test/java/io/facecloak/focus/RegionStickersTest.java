package io.facecloak.focus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.focus.FocusMask.Region;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class RegionStickersTest {

    private final RegionStickers stickers = new RegionStickers();

    @Test
    void theBoxesOfTheTemplateHaveThePapersSizes() {
        List<Region> regions = RegionStickers.regions(FaceAligner.TEMPLATE, 112);

        assertEquals(
                List.of(
                        new Region(27, 46, 49, 56),
                        new Region(62, 46, 84, 56),
                        new Region(45, 57, 67, 85),
                        new Region(41, 78, 71, 106)),
                regions);
    }

    @Test
    void allChannelsAreRaisedInsideTheBoxesAndNowhereElse() {
        AlignedFace seed = AlignedFace.of(112, new float[3 * 112 * 112]);
        List<Region> regions = RegionStickers.regions(FaceAligner.TEMPLATE, 112);

        boolean[] raised = stickers.raised(seed, FaceAligner.TEMPLATE);

        boolean[] expected = new boolean[raised.length];
        for (int i = 0; i < expected.length; i++) {
            int x = i % 112;
            int y = i / 112 % 112;
            expected[i] = regions.stream().anyMatch(region -> region.contains(x, y));
        }
        assertArrayEquals(expected, raised);
    }

    @Test
    void boxesAtTheBorderAreClipped() {
        Landmarks corner = new Landmarks(
                new Point(2, 1), new Point(111, 111), new Point(-50, 300), new Point(100, 110), new Point(130, 110));

        List<Region> regions = RegionStickers.regions(corner, 112);

        assertEquals(new Region(0, 0, 13, 6), regions.get(0));
        assertEquals(new Region(100, 106, 112, 112), regions.get(1));
        assertEquals(0, regions.get(2).width() * regions.get(2).height());
        assertEquals(new Region(100, 96, 112, 112), regions.get(3));
        assertEquals(3 * 112 * 112, stickers.raised(AlignedFace.of(112, new float[3 * 112 * 112]), corner).length);
    }

    @Test
    void bothMasksAreFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(FocusMask.class).stream()
                .map(provider -> provider.get().name())
                .toList();

        assertTrue(names.containsAll(List.of("region-stickers", "high-pass")), names.toString());
    }
}
