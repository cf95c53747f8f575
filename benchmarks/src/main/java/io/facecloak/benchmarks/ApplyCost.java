package io.facecloak.benchmarks;

import io.facecloak.apply.FacePolicy;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.internal.apply.CloakApplier;
import io.facecloak.internal.apply.CloakedPhoto;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What each step of protecting a 12-megapixel JPEG costs: decoding, detection with the bundled detector, the cloak itself with the note of
 * its changes, and writing, with kept blocks and as a whole. Prints means of CPU time (its clock has steps of 10 ms on Linux, which medians
 * would show), the share of detection and cloak against decoding and writing, and how much heap one photo takes, as a multiple of its decoded
 * pixels.
 *
 * <pre>benchmarks/apply-cost.sh PHOTO [ROUNDS]</pre>
 *
 * The photo is scaled to 4000×3000 pixels. Nothing is written to a file.
 */
final class ApplyCost {

    private static final int WIDTH = 4000;
    private static final int HEIGHT = 3000;

    private final LandmarkDetector detector;
    private final CloakApplier applier;
    private final PhotoReader reader = new PhotoReader();
    private final PhotoWriter keeping = new PhotoWriter();
    private final PhotoWriter whole = new PhotoWriter(MetadataPolicy.SHARING, false, false);

    private ApplyCost(FaceModels models) {
        this.detector = models.detector();
        this.applier = new CloakApplier(NoiseCloak.of(1), detector, List.of(), FacePolicy.ALL);
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        byte[] jpeg = large(Path.of(arguments[0]));
        new ApplyCost(FaceModels.bundled()).run(jpeg, rounds);
    }

    private void run(byte[] jpeg, int rounds) throws IOException {
        double[][] times = new double[5][rounds];
        int faces = 0;
        int kept = 0;
        int encoded = 0;
        // The first round warms up.
        for (int round = -1; round < rounds; round++) {
            long start = cpu();
            Photo photo = reader.read(new ByteArrayInputStream(jpeg), "photo");
            long decoded = cpu();
            detector.detect(photo.upright());
            long detected = cpu();
            var protection = applier.apply(photo.upright());
            Photo cloaked = CloakedPhoto.of(photo, protection);
            long applied = cpu();
            kept = keeping.encode(cloaked).length;
            long patched = cpu();
            encoded = whole.encode(cloaked).length;
            long end = cpu();
            faces = protection.cloaked();
            if (round >= 0) {
                times[0][round] = (decoded - start) / 1e6;
                times[1][round] = (detected - decoded) / 1e6;
                // The applier detects once more.
                times[2][round] = (applied - detected) / 1e6 - times[1][round];
                times[3][round] = (patched - applied) / 1e6;
                times[4][round] = (end - patched) / 1e6;
            }
        }
        double decode = mean(times[0]);
        double detect = mean(times[1]);
        double cloak = mean(times[2]);
        double patch = mean(times[3]);
        double encode = mean(times[4]);
        print(
                "%d faces, %d KB source, %d KB with kept blocks, %d KB encoded as a whole",
                faces, jpeg.length / 1024, kept / 1024, encoded / 1024);
        print(
                "decode %.0f ms, detect %.0f ms, cloak %.0f ms, write kept blocks %.0f ms, write whole %.0f ms",
                decode, detect, cloak, patch, encode);
        print(
                "detect and cloak / decode and write: %.0f %% with kept blocks, %.0f %% as a whole",
                100 * (detect + cloak) / (decode + patch), 100 * (detect + cloak) / (decode + encode));
        print(
                "peak heap of one photo: %.1f times the decoded pixels, garbage included",
                heap(jpeg) / (3.0 * WIDTH * HEIGHT));
    }

    /** CPU time of all threads, which other processes disturb less than the time that passes. */
    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private double heap(byte[] jpeg) throws IOException {
        System.gc();
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        long before =
                pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        Photo photo = reader.read(new ByteArrayInputStream(jpeg), "photo");
        photo = CloakedPhoto.of(photo, applier.apply(photo.upright()));
        keeping.encode(photo);
        return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() - (double) before;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    static byte[] large(Path file) throws IOException {
        BufferedImage photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = photo.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(new PhotoReader().read(file).upright(), 0, 0, WIDTH, HEIGHT, null);
        graphics.dispose();
        // As much noise as a camera leaves: enlarged photos are too smooth to compress like real ones.
        Random random = new Random(1);
        byte[] row = new byte[3 * WIDTH];
        for (int y = 0; y < HEIGHT; y++) {
            photo.getRaster().getDataElements(0, y, WIDTH, 1, row);
            for (int i = 0; i < row.length; i++) {
                row[i] = (byte) Math.max(0, Math.min(255, (row[i] & 0xff) + random.nextInt(9) - 4));
            }
            photo.getRaster().setDataElements(0, y, WIDTH, 1, row);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(photo, out);
        return out.toByteArray();
    }

    private static void write(BufferedImage photo, ByteArrayOutputStream out) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(0.92f);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(photo, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }
}
