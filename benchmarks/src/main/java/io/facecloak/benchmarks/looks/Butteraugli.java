package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.comparison.Pictures;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The psychovisual distance of the JPEG XL tools, where {@code butteraugli_main} is installed (Debian: package libjxl-devtools). */
final class Butteraugli {

    private static final String TOOL = "butteraugli_main";

    private final Path tool;

    private Butteraugli(Path tool) {
        this.tool = tool;
    }

    /** Empty if the path does not have it. */
    static Optional<Butteraugli> onPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, TOOL))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Butteraugli::new);
    }

    /**
     * The maximum over the picture, with the tool's defaults (a screen of 80 nits); about 1 is just noticeable when one flips between the two.
     *
     * @throws IOException if the tool fails
     */
    double distance(BufferedImage reference, BufferedImage test) throws IOException {
        Path folder = Files.createTempDirectory("facecloak-butteraugli");
        Path a = folder.resolve("a.png");
        Path b = folder.resolve("b.png");
        try {
            Pictures.write(reference, a);
            Pictures.write(test, b);
            Process process = new ProcessBuilder(tool.toString(), a.toString(), b.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(tool + " ended with " + code + ": " + output.strip());
            }
            return parse(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + tool + " ran", e);
        } finally {
            Files.deleteIfExists(a);
            Files.deleteIfExists(b);
            Files.delete(folder);
        }
    }

    /** The first line that is a number; warnings and other norms are about it. */
    static double parse(String output) throws IOException {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+(\\.\\d+)?"))
                .findFirst()
                .map(Double::parseDouble)
                .orElseThrow(() -> new IOException("cannot read the answer of " + TOOL + ": " + output.strip()));
    }
}
