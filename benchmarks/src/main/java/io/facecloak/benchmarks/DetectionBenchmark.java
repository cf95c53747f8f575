package io.facecloak.benchmarks;

import io.facecloak.face.Face;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
 * Finding the face with the bundled detector in a photo of the demo person, scaled to 1 and to 12 megapixels.
 *
 * <pre>benchmarks/run.sh DetectionBenchmark -p photo=PHOTO</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class DetectionBenchmark {

    @Param({"1", "12"})
    int megapixels;

    @Param("facecloak-examples/demo/photos/photo-1.jpg")
    String photo;

    private BufferedImage picture;
    private LandmarkDetector detector;

    @Setup
    public void prepare() throws IOException {
        BufferedImage source =
                SrgbView.of(new PhotoReader().read(Path.of(photo)).upright());
        double factor = Math.sqrt(megapixels * 1e6 / source.getWidth() / source.getHeight());
        picture = new BufferedImage(
                (int) (source.getWidth() * factor), (int) (source.getHeight() * factor), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(source, 0, 0, picture.getWidth(), picture.getHeight(), null);
        graphics.dispose();
        detector = FaceModels.bundled().detector();
    }

    @Benchmark
    public List<Face> detect() {
        List<Face> faces = detector.detect(picture);
        if (faces.isEmpty()) {
            throw new IllegalStateException("no face in " + photo);
        }
        return faces;
    }
}
