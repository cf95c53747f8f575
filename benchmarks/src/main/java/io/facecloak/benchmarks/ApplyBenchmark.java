package io.facecloak.benchmarks;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.internal.apply.CloakApplier;
import io.facecloak.internal.apply.CloakedPhoto;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Stage 3 on photos of 1, 12 and 50 megapixels with one large face, against decoding and encoding them as JPEG, whole and with kept blocks.
 * Detection is left out ({@link DetectionBenchmark}): the face is given.
 *
 * <pre>benchmarks/run.sh ApplyBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class ApplyBenchmark {

    @Param({"1", "12", "50"})
    int megapixels;

    private BufferedImage photo;
    private byte[] jpeg;
    private Photo read;
    private Protection<BufferedImage> protection;
    private Photo cloaked;
    private CloakApplier applier;
    private final PhotoReader reader = new PhotoReader();
    private final PhotoWriter keeping = new PhotoWriter();
    private final PhotoWriter whole = new PhotoWriter(MetadataPolicy.SHARING, false, false);

    @Setup
    public void prepare() throws IOException {
        double factor = Math.sqrt(megapixels / 12.0);
        int width = (int) (4000 * factor);
        int height = (int) (3000 * factor);
        Random random = new Random(1);
        photo = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int level = 100 + 100 * x / width + random.nextInt(8);
                photo.setRGB(x, y, level << 16 | level << 8 | (level ^ y & 31));
            }
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(photo, "jpeg", encoded);
        jpeg = encoded.toByteArray();
        applier = new CloakApplier(NoiseCloak.of(1), oneFace(factor), List.of(), FacePolicy.LARGEST);
        read = reader.read(new ByteArrayInputStream(jpeg), "photo");
        protection = applier.apply(read.upright());
        cloaked = CloakedPhoto.of(read, protection);
    }

    private static LandmarkDetector oneFace(double factor) {
        Landmarks landmarks =
                FaceAligner.TEMPLATE.map(p -> new Point(factor * (1500 + 8 * p.x()), factor * (900 + 8 * p.y())));
        Box box = new Box(factor * 1500, factor * 900, factor * 2396, factor * 1796);
        List<Face> faces = List.of(new Face(box, landmarks, 1));
        return new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return faces;
            }

            @Override
            public void close() {}
        };
    }

    @Benchmark
    public Protection<BufferedImage> apply() {
        return applier.apply(photo);
    }

    /** Notes where the pixels changed. */
    @Benchmark
    public Photo compare() {
        return CloakedPhoto.of(read, protection);
    }

    @Benchmark
    public Photo decode() throws IOException {
        return reader.read(new ByteArrayInputStream(jpeg), "photo");
    }

    @Benchmark
    public int encodeKeepingBlocks() throws IOException {
        return keeping.encode(cloaked).length;
    }

    @Benchmark
    public int encode() throws IOException {
        return whole.encode(cloaked).length;
    }
}
