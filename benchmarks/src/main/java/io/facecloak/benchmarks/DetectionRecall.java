package io.facecloak.benchmarks;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.Point;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.MtcnnDetector;
import io.facecloak.onnx.MtcnnOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the detector's quick search misses of what a search of all pyramid levels finds, and what it saves: on photos as they are, enlarged
 * to 12 megapixels, and on 12-megapixel crowds that are put together from the photos' largest faces.
 *
 * <pre>benchmarks/detection.sh [--models DIRECTORY] FOLDER...</pre>
 */
@Command(
        name = "DetectionRecall",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Quick search against full search.")
final class DetectionRecall implements Callable<Integer> {

    private static final double LARGE_PIXELS = 12e6;
    private static final int CROWD_WIDTH = 4000;
    private static final int CROWD_HEIGHT = 3000;
    private static final double SURE = 0.95;

    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "folders with photos, searched in depth")
    private List<Path> folders;

    @Option(names = "--models", description = "directory of pnet.onnx, rnet.onnx, onet.onnx")
    private Path models = Path.of("facecloak-onnx/src/main/resources/io/facecloak/onnx/bundled");

    @Option(
            names = "--quick",
            defaultValue = "200000",
            description = "pixels of the level with which the search begins")
    private int quickPixels;

    @Option(
            names = "--crowd-faces",
            split = ",",
            defaultValue = "40,60,80,100,150,200",
            description = "sides of the faces of the crowds, in pixels")
    private List<Integer> crowdFaces;

    @Option(names = "--crowd", defaultValue = "50", description = "faces of a crowd")
    private int crowd;

    private MtcnnDetector quick;
    private MtcnnDetector full;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DetectionRecall()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try (MtcnnDetector first = detector(quickPixels);
                MtcnnDetector second = detector(Integer.MAX_VALUE)) {
            quick = first;
            full = second;
            for (Path folder : folders) {
                List<BufferedImage> photos = new ArrayList<>();
                for (FacePhoto photo : PhotoFolders.distractors(folder)) {
                    photos.add(SrgbView.of(new PhotoReader().read(photo.file()).upright()));
                }
                report(folder + " as it is", photos.iterator());
                report(
                        folder + " at 12 megapixels",
                        photos.stream().map(DetectionRecall::enlarged).iterator());
                for (int side : crowdFaces) {
                    report(
                            crowd + " faces of " + side + " pixels at 12 megapixels",
                            List.of(crowd(photos, side)).iterator());
                }
            }
        }
        return 0;
    }

    private MtcnnDetector detector(int quickLevelPixels) {
        return MtcnnDetector.open(
                models,
                Device.configured(),
                MtcnnOptions.builder().quickLevelPixels(quickLevelPixels).build());
    }

    private void report(String name, Iterator<BufferedImage> photos) {
        int count = 0;
        int wanted = 0;
        int found = 0;
        int extra = 0;
        double distances = 0;
        long quickTime = 0;
        long fullTime = 0;
        while (photos.hasNext()) {
            BufferedImage photo = photos.next();
            count++;
            long start = cpu();
            List<Face> few = quick.detect(photo);
            long middle = cpu();
            List<Face> all = full.detect(photo);
            fullTime += cpu() - middle;
            quickTime += middle - start;
            for (Face face : all) {
                if (face.score() < SURE) {
                    continue;
                }
                wanted++;
                double error = few.stream()
                        .filter(other -> overlap(face.box(), other.box()) > 0.5)
                        .mapToDouble(other -> distance(face, other))
                        .min()
                        .orElse(-1);
                if (error >= 0) {
                    found++;
                    distances += error;
                }
            }
            extra += (int) few.stream()
                    .filter(face -> face.score() >= SURE)
                    .filter(face -> all.stream().noneMatch(other -> overlap(face.box(), other.box()) > 0.5))
                    .count();
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%s: %d photos; of %d sure faces %d found (%.3f), %d others; landmarks %.3f eye distances apart; %.0f ms a photo"
                        + " instead of %.0f ms (CPU time)",
                name,
                count,
                wanted,
                found,
                wanted == 0 ? 1 : (double) found / wanted,
                extra,
                found == 0 ? 0 : distances / found,
                quickTime / 1e6 / count,
                fullTime / 1e6 / count));
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double distance(Face a, Face b) {
        List<Point> points = a.landmarks().points();
        double worst = 0;
        for (int i = 0; i < points.size(); i++) {
            worst = Math.max(
                    worst, points.get(i).distanceTo(b.landmarks().points().get(i)));
        }
        return worst / points.get(0).distanceTo(points.get(1));
    }

    private static double overlap(Box a, Box b) {
        double width = Math.max(0, Math.min(a.right(), b.right()) - Math.max(a.left(), b.left()));
        double height = Math.max(0, Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top()));
        return width * height / (a.area() + b.area() - width * height);
    }

    private static BufferedImage enlarged(BufferedImage photo) {
        double factor = Math.sqrt(LARGE_PIXELS / ((double) photo.getWidth() * photo.getHeight()));
        BufferedImage large = new BufferedImage(
                (int) (photo.getWidth() * factor), (int) (photo.getHeight() * factor), BufferedImage.TYPE_3BYTE_BGR);
        draw(photo, large, 0, 0, large.getWidth(), large.getHeight());
        return large;
    }

    /** A grid of the photos, each scaled so that its largest face has this side. */
    private BufferedImage crowd(List<BufferedImage> photos, int side) {
        BufferedImage picture = new BufferedImage(CROWD_WIDTH, CROWD_HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.GRAY);
        graphics.fillRect(0, 0, CROWD_WIDTH, CROWD_HEIGHT);
        graphics.dispose();
        int columns = (int) Math.ceil(Math.sqrt(crowd * 4 / 3.0));
        int rows = (crowd + columns - 1) / columns;
        int cellWidth = CROWD_WIDTH / columns;
        int cellHeight = CROWD_HEIGHT / rows;
        for (int i = 0, placed = 0; placed < crowd; i++) {
            BufferedImage photo = photos.get(i % photos.size());
            List<Face> faces = full.detect(photo);
            if (faces.isEmpty()) {
                continue;
            }
            Box face = faces.get(0).box();
            double factor = side / Math.max(face.width(), face.height());
            // The head with its surroundings, as far as the cell has room.
            int width = (int) Math.min(Math.min(2.5 * face.width(), photo.getWidth()), cellWidth / factor);
            int height = (int) Math.min(Math.min(2.5 * face.height(), photo.getHeight()), cellHeight / factor);
            int left = (int)
                    Math.max(0, Math.min((face.left() + face.right() - width) / 2, (double) photo.getWidth() - width));
            int top = (int) Math.max(
                    0, Math.min((face.top() + face.bottom() - height) / 2, (double) photo.getHeight() - height));
            draw(
                    photo.getSubimage(left, top, width, height),
                    picture,
                    placed % columns * cellWidth,
                    placed / columns * cellHeight,
                    (int) (width * factor),
                    (int) (height * factor));
            placed++;
        }
        return picture;
    }

    private static void draw(BufferedImage source, BufferedImage target, int x, int y, int width, int height) {
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(source, x, y, width, height, null);
        graphics.dispose();
    }
}
