package io.facecloak.benchmarks;

import io.facecloak.apply.CloakApplier;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.image.AlignedFace;
import io.facecloak.image.Box;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Landmarks;
import io.facecloak.image.Point;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Stage 3 on a 12-megapixel photo with one large face, against decoding and encoding that photo as JPEG. Detection is left out: the
 * face is given.
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

    private static final int WIDTH = 4000;
    private static final int HEIGHT = 3000;
    private static final double FACE_SCALE = 8;

    private BufferedImage photo;
    private byte[] jpeg;
    private CloakApplier applier;

    @Setup
    public void prepare() throws IOException {
        Random random = new Random(1);
        photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int level = 100 + x / 40 + random.nextInt(8);
                photo.setRGB(x, y, level << 16 | level << 8 | (level ^ y & 31));
            }
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(photo, "jpeg", encoded);
        jpeg = encoded.toByteArray();
        float[] delta = new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (random.nextInt(33) - 16) / 255f;
        }
        CloakInfo info = new CloakInfo(
                "benchmark",
                Instant.EPOCH,
                8 / 255.0,
                16 / 255.0,
                2 / 255.0,
                10,
                8,
                "-",
                List.of(),
                "-",
                List.of(),
                0,
                Map.of());
        applier = new CloakApplier(new CloakMask(delta, info, List.of()), oneFace(), List.of(), FacePolicy.LARGEST);
    }

    private static LandmarkDetector oneFace() {
        Landmarks landmarks =
                FaceAligner.TEMPLATE.map(p -> new Point(1500 + FACE_SCALE * p.x(), 900 + FACE_SCALE * p.y()));
        List<Face> faces = List.of(new Face(new Box(1500, 900, 2396, 1796), landmarks, 1));
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
    public Protection apply() {
        return applier.apply(photo);
    }

    @Benchmark
    public BufferedImage decode() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    @Benchmark
    public int encode() throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(photo, "jpeg", encoded);
        return encoded.size();
    }
}
