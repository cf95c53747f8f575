package io.facecloak.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.model.FaceModels;
import io.facecloak.onnx.BundledModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadCheckTest {

    private static final PrintStream QUIET = new PrintStream(OutputStream.nullOutputStream());

    private static LoadCheck.Outcome run(FaceModels models, List<BufferedImage> pictures, String... options)
            throws Exception {
        LoadCheck check = new LoadCheck();
        new CommandLine(check).parseArgs(options);
        return check.run(models, pictures, QUIET);
    }

    @Test
    void manyThreadsWriteWhatOneThreadWrites() throws Exception {
        FaceModels models =
                new FixedModels(List.of(FixedModels.face(20, 16, 40)), List.of(new SmoothEmbedder("smooth", 16, 7)));
        LoadCheck.Outcome outcome = run(
                models,
                List.of(FixedModels.picture(200, 160, 1), FixedModels.picture(160, 200, 2)),
                "--minutes=0.04",
                "--photos=40",
                "--interval=1");
        assertTrue(outcome.photos() > 0);
        assertEquals(0, outcome.wrong());
        assertFalse(outcome.samples().isEmpty());
    }

    @Test
    void theBundledDetectorServesManyThreads() throws Exception {
        LoadCheck.Outcome outcome = run(
                BundledModels.shared(),
                List.of(demo("photo-1.jpg"), demo("photo-2.jpg")),
                "--minutes=0.05",
                "--photos=4");
        assertTrue(outcome.photos() > 0);
        assertEquals(0, outcome.wrong());
    }

    private static BufferedImage demo(String name) throws IOException {
        return ImageIO.read(new File("../facecloak-examples/demo/photos/" + name));
    }
}
