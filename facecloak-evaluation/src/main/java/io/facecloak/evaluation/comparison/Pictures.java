package io.facecloak.evaluation.comparison;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.mask.CloakMask;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The pictures that a person looks at. Stateless and thread-safe. */
public final class Pictures {

    /** Differences of a cloak are a few levels of 255: too small to see without a factor. */
    public static final int AMPLIFICATION = 8;

    private static final int GAP = 8;

    private Pictures() {}

    /**
     * A photo as people see it: upright, in sRGB.
     *
     * @throws IOException if it is no readable photo
     */
    public static BufferedImage read(Path photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo).upright());
    }

    /** Original, protected, and their difference, amplified by {@value #AMPLIFICATION}. */
    public static BufferedImage comparison(BufferedImage before, BufferedImage after) {
        return row(List.of(before, after, difference(before, after, AMPLIFICATION)));
    }

    /**
     * The amplified difference of two pictures about mid-grey.
     *
     * @throws IllegalArgumentException if their sizes differ
     */
    public static BufferedImage difference(BufferedImage before, BufferedImage after, int amplification) {
        int width = before.getWidth();
        int height = before.getHeight();
        if (after.getWidth() != width || after.getHeight() != height) {
            throw new IllegalArgumentException("the two photos differ in size (" + width + "x" + height + " and "
                    + after.getWidth() + "x" + after.getHeight() + "): give a photo and its own protected copy");
        }
        BufferedImage difference = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] a = new int[width];
        int[] b = new int[width];
        for (int y = 0; y < height; y++) {
            before.getRGB(0, y, width, 1, a, 0, width);
            after.getRGB(0, y, width, 1, b, 0, width);
            for (int x = 0; x < width; x++) {
                int red = amplified(a[x] >> 16, b[x] >> 16, amplification);
                int green = amplified(a[x] >> 8, b[x] >> 8, amplification);
                a[x] = red << 16 | green << 8 | amplified(a[x], b[x], amplification);
            }
            difference.setRGB(0, y, width, 1, a, 0, width);
        }
        return difference;
    }

    /** δ in aligned space about mid-grey, amplified by {@value #AMPLIFICATION}. */
    public static BufferedImage cloak(CloakMask cloak) {
        float[] levels = cloak.levels();
        int size = AlignedFace.SIZE;
        int plane = size * size;
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int rgb = 0;
            for (int channel = 0; channel < AlignedFace.CHANNELS; channel++) {
                rgb = rgb << 8 | aboutGrey(Math.round(AMPLIFICATION * levels[channel * plane + i]));
            }
            picture.setRGB(i % size, i / size, rgb);
        }
        return picture;
    }

    /** The pictures side by side on white. */
    public static BufferedImage row(List<BufferedImage> pictures) {
        int width = GAP;
        int height = 1;
        for (BufferedImage picture : pictures) {
            width += picture.getWidth() + GAP;
            height = Math.max(height, picture.getHeight());
        }
        BufferedImage row = new BufferedImage(width, height + 2 * GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = row.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, row.getWidth(), row.getHeight());
        int x = GAP;
        for (BufferedImage picture : pictures) {
            graphics.drawImage(picture, x, GAP, null);
            x += picture.getWidth() + GAP;
        }
        graphics.dispose();
        return row;
    }

    /** The bytes of a PNG file. */
    public static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // A stream of ImageIO's choice would keep the picture in a temporary file.
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IOException("this Java cannot encode the picture as PNG");
            }
        }
        return bytes.toByteArray();
    }

    /** Writes a PNG file, replacing one that exists. */
    public static void write(BufferedImage picture, Path png) throws IOException {
        AtomicFile.write(png, png(picture), true);
    }

    private static int amplified(int before, int after, int amplification) {
        return aboutGrey(amplification * ((after & 0xff) - (before & 0xff)));
    }

    private static int aboutGrey(int level) {
        return Math.min(255, Math.max(0, 128 + level));
    }
}
