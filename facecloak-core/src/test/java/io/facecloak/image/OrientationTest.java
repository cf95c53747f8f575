package io.facecloak.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.facecloak.internal.image.TestPictures;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {

    /** A letter F, upright, and as files of each orientation store it (the EXIF standard's own picture). */
    private static final String[] UPRIGHT = {"####", "#...", "###.", "#...", "#..."};

    private static final String[][] STORED = {
        {"####", "#...", "###.", "#...", "#..."},
        {"####", "...#", ".###", "...#", "...#"},
        {"...#", "...#", ".###", "...#", "####"},
        {"#...", "#...", "###.", "#...", "####"},
        {"#####", "#.#..", "#.#..", "#...."},
        {"#....", "#.#..", "#.#..", "#####"},
        {"....#", "..#.#", "..#.#", "#####"},
        {"#####", "..#.#", "..#.#", "....#"},
    };

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void bringsTheLetterUpright(Orientation orientation) {
        BufferedImage stored = picture(STORED[orientation.exifValue() - 1]);
        assertArrayEquals(UPRIGHT, text(orientation.toUpright(stored)));
        assertArrayEquals(STORED[orientation.exifValue() - 1], text(orientation.toStored(picture(UPRIGHT))));
        assertSame(orientation, Orientation.ofExif(orientation.exifValue()));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void roundTripIsExactInEveryLayout(int type) {
        BufferedImage picture = TestPictures.random(13, 7, type, 1);
        for (Orientation orientation : Orientation.values()) {
            BufferedImage upright = orientation.toUpright(picture);
            assertEquals(type, upright.getType());
            assertArrayEquals(
                    TestPictures.samples(picture),
                    TestPictures.samples(orientation.toStored(upright)),
                    orientation.name());
        }
    }

    @Test
    void unknownValuesMeanNormal() {
        assertSame(Orientation.NORMAL, Orientation.ofExif(0));
        assertSame(Orientation.NORMAL, Orientation.ofExif(9));
        assertSame(Orientation.NORMAL, Orientation.ofExif(-1));
    }

    private static BufferedImage picture(String[] rows) {
        BufferedImage picture = new BufferedImage(rows[0].length(), rows.length, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length(); x++) {
                picture.setRGB(x, y, rows[y].charAt(x) == '#' ? 0xffffff : 0);
            }
        }
        return picture;
    }

    private static String[] text(BufferedImage picture) {
        String[] rows = new String[picture.getHeight()];
        for (int y = 0; y < rows.length; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < picture.getWidth(); x++) {
                row.append((picture.getRGB(x, y) & 0xff) == 0 ? '.' : '#');
            }
            rows[y] = row.toString();
        }
        return rows;
    }
}
