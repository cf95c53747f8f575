package io.facecloak.internal.jpeg;

import io.facecloak.internal.image.TestPictures;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** JPEG files of every sampling, odd sizes, gray, progressive and with restart markers. */
public final class JpegVariants {

    private static final int[][] SIZES = {{67, 45}, {17, 33}, {1, 1}};
    private static final int[][] SAMPLINGS = {{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}};

    /**
     * @param horizontal sampling factor of luma
     * @param vertical sampling factor of luma
     */
    public record Variant(String name, byte[] file, int width, int height, int horizontal, int vertical, boolean gray) {

        @Override
        public String toString() {
            return name;
        }
    }

    private JpegVariants() {}

    public static Stream<Variant> all() throws IOException {
        Stream.Builder<Variant> all = Stream.builder();
        for (int[] size : SIZES) {
            for (boolean progressive : new boolean[] {false, true}) {
                for (int restarts : new int[] {0, 3}) {
                    for (int[] sampling : SAMPLINGS) {
                        all.add(variant(size, sampling, progressive, restarts, false));
                    }
                    all.add(variant(size, new int[] {1, 1}, progressive, restarts, true));
                }
            }
        }
        return all.build();
    }

    public static Variant variant(int[] size, int[] sampling, boolean progressive, int restarts, boolean gray)
            throws IOException {
        BufferedImage picture = picture(size[0], size[1], gray);
        byte[] file = TestPictures.jpeg(picture, 0.9f, progressive, sampling[0], sampling[1], restarts);
        String name = Arrays.toString(size)
                + (gray ? " gray" : " luma " + Arrays.toString(sampling))
                + (progressive ? " progressive" : " baseline")
                + (restarts > 0 ? " restarts " + restarts : "");
        return new Variant(name, file, size[0], size[1], sampling[0], sampling[1], gray);
    }

    /** Smooth with noise in one half, so that blocks have long and short runs. */
    static BufferedImage picture(int width, int height, boolean gray) {
        BufferedImage picture = TestPictures.smooth(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width / 2; x++) {
                for (int band = 0; band < 3; band++) {
                    int level = picture.getRaster().getSample(x, y, band) + random.nextInt(60) - 30;
                    picture.getRaster().setSample(x, y, band, Math.max(0, Math.min(255, level)));
                }
            }
        }
        if (!gray) {
            return picture;
        }
        BufferedImage converted = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = converted.createGraphics();
        graphics.drawImage(picture, 0, 0, null);
        graphics.dispose();
        return converted;
    }

    /** Gray files of 40×24 pixels as the components of one, each in a scan of its own. */
    static byte[] joined(byte[][] planes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
        out.writeBytes(segment(planes[0], find(planes[0], 0xdb)));
        out.writeBytes(
                new byte[] {(byte) 0xff, (byte) 0xc0, 0, 17, 8, 0, 24, 0, 40, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0});
        for (int i = 0; i < planes.length; i++) {
            for (int at = find(planes[i], 0xc4); (planes[i][at + 1] & 0xff) != 0xda; ) {
                byte[] segment = segment(planes[i], at);
                out.writeBytes(segment);
                at += segment.length;
            }
            out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, (byte) (i + 1), 0, 0, 63, 0});
            int scan = find(planes[i], 0xda);
            out.writeBytes(slice(planes[i], scan + 10, planes[i].length - 2));
        }
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        return out.toByteArray();
    }

    /** Where the first segment of a kind begins. */
    static int find(byte[] file, int marker) {
        int at = 2;
        while ((file[at + 1] & 0xff) != marker) {
            at += 2 + Markers.unsignedShort(file, at + 2);
        }
        return at;
    }

    static byte[] segment(byte[] file, int at) {
        return slice(file, at, at + 2 + Markers.unsignedShort(file, at + 2));
    }

    static byte[] slice(byte[] file, int from, int to) {
        return Arrays.copyOfRange(file, from, to);
    }
}
