package io.facecloak.benchmarks;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * Aligning one face of so many pixels to 112×112.
 *
 * <pre>benchmarks/run.sh AlignmentBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class AlignmentBenchmark {

    @Param({"112", "896"})
    int side;

    private BufferedImage photo;
    private Landmarks landmarks;

    @Setup
    public void prepare() {
        photo = new BufferedImage(1000, 1000, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(1);
        for (int y = 0; y < 1000; y++) {
            for (int x = 0; x < 1000; x++) {
                photo.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        double scale = (double) side / AlignedFace.SIZE;
        landmarks = FaceAligner.TEMPLATE.map(p -> new Point(50 + scale * p.x(), 50 + scale * p.y()));
    }

    @Benchmark
    public AlignedFace align() {
        return FaceAligner.align(photo, landmarks);
    }
}
