package io.facecloak.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.FaceCloak;
import io.facecloak.apply.FacePolicy;
import io.facecloak.face.Face;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a small recogniser with an analytic gradient. */
class QuickstartTest {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 280;
    private static final Face FACE = FixedModels.face(40, 20, 70);
    private static final FaceModels MODELS =
            new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("smooth", 32, 7)));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Path seed;
    private Path output;

    @BeforeEach
    void seed() throws IOException {
        seed = photo("seed.png");
        output = folder.resolve("out/protected");
    }

    private Path photo(String name) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(FixedModels.picture(WIDTH, HEIGHT, 1), "png", file.toFile());
        return file;
    }

    private int run(Path... photos) throws IOException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new Quickstart(MODELS, output, out).run(seed, List.of(photos));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesTheCloakTheProtectedPhotoAndThePicturesToLookAt() throws IOException {
        byte[] original = Files.readAllBytes(seed);

        assertEquals(0, run(seed));

        assertArrayEquals(original, Files.readAllBytes(seed), "the original stays as it is");
        BufferedImage before = ImageIO.read(seed.toFile());
        BufferedImage after = read("protected-seed.png");
        assertEquals(List.of(WIDTH, HEIGHT), List.of(after.getWidth(), after.getHeight()));
        FaceCloak saved = FaceCloak.load(output.resolve("person.cloak"), MODELS, FacePolicy.MATCH);
        assertArrayEquals(
                pixels(saved.refined().apply(before)),
                pixels(after),
                "the saved cloak is the one that was used, refined on the photo");
        assertFalse(Arrays.equals(pixels(before), pixels(after)), "the photo is protected");

        BufferedImage comparison = read("comparison-seed.png.png");
        assertTrue(comparison.getWidth() > 3 * WIDTH, "original, protected and difference side by side");
        BufferedImage synthetic = read("synthetic-faces.png");
        assertTrue(synthetic.getWidth() > 8 * synthetic.getHeight() / 2, "eight faces in a row");
    }

    @Test
    void printsHowTheSimilarityToTheSeedFalls() throws IOException {
        run(seed);

        Matcher line = Pattern.compile("smooth +similarity to the seed +(-?[0-9.]+) -> +(-?[0-9.]+)")
                .matcher(printed());
        assertTrue(line.find(), printed());
        assertEquals(1.0, Double.parseDouble(line.group(1)), 0.005, "the seed photo is the seed");
        // The small recogniser is linear, and a refined cloak keeps within a smaller budget than the cloak alone.
        assertTrue(Double.parseDouble(line.group(2)) < 0.99, line.group());
        assertTrue(printed().contains("1 of 1 faces cloaked"), printed());
        assertTrue(printed().contains("learnt on smooth; recognisers that the cloak never saw"), printed());
    }

    @Test
    void aFailingPhotoDoesNotStopTheOthers() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.jpg"), "this is no photo");
        Path last = photo("last.png");

        assertEquals(2, run(text, folder.resolve("missing.png"), last));

        assertTrue(printed().contains("notes.jpg: FAILED"), printed());
        assertTrue(printed().contains("missing.png: FAILED"), printed());
        try (Stream<Path> files = Files.list(output)) {
            assertEquals(
                    List.of("comparison-last.png.png", "person.cloak", "protected-last.png", "synthetic-faces.png"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertEquals("this is no photo", Files.readString(text));
    }

    @Test
    void aPhotoWithTheNameOfAnotherDoesNotReplaceItsProtectedCopy() throws IOException {
        Path namesake = Files.createDirectory(folder.resolve("other")).resolve("seed.png");
        ImageIO.write(FixedModels.picture(WIDTH, HEIGHT, 2), "png", namesake.toFile());
        run(seed);
        byte[] first = Files.readAllBytes(output.resolve("protected-seed.png"));

        assertEquals(1, run(seed, namesake));

        assertArrayEquals(first, Files.readAllBytes(output.resolve("protected-seed.png")));
        assertTrue(printed().contains("same name"), printed());
    }

    @Test
    void aPhotoWrittenInAnotherFormatIsNamedAccordingly() throws IOException {
        Path gif = folder.resolve("old.gif");
        ImageIO.write(FixedModels.picture(WIDTH, HEIGHT, 1), "gif", gif.toFile());

        assertEquals(0, run(gif));

        assertEquals('P', Files.readAllBytes(output.resolve("protected-old.gif.png"))[1]);
    }

    @Test
    void anUnreadableSeedEndsTheJobWithoutACloak() throws IOException {
        seed = Files.createFile(folder.resolve("empty.jpg"));

        IOException refused = assertThrows(IOException.class, () -> run(photo("a.png")));

        assertTrue(refused.getMessage().contains("empty.jpg"), refused::getMessage);
        assertFalse(Files.exists(output.resolve("person.cloak")));
    }

    private BufferedImage read(String name) throws IOException {
        return ImageIO.read(output.resolve(name).toFile());
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
