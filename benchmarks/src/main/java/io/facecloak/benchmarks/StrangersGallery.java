package io.facecloak.benchmarks;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.optimize.EmbeddingFile;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes the gallery that comes with the bundled models: for each of their recognisers the embeddings of strangers, one face per photo,
 * no two of which any recogniser takes for one person. No picture is stored.
 */
@Command(
        name = "StrangersGallery",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Embeddings of distinct strangers under every bundled recogniser.")
public final class StrangersGallery implements Callable<Integer> {

    /** Room around crops that touch the face, as a share of their width, so that the detector sees a whole head. */
    private static final double MARGIN = 0.25;

    @Parameters(index = "0", description = "folder with one photo or face crop per stranger")
    private Path photos;

    @Parameters(index = "1", description = "folder for NAME.embeddings")
    private Path output;

    @Option(names = "--faces", defaultValue = "1000", description = "how many faces, in name order of the photos")
    private int wanted;

    @Option(
            names = "--every",
            defaultValue = "1",
            description = "take every n-th photo, to spread over the whole folder")
    private int every;

    private final List<Embedder> recognisers = FaceModels.bundled().embedders();
    private final List<float[][]> kept = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StrangersGallery()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(photos)) {
            files = listed.filter(StrangersGallery::isPicture).sorted().toList();
        }
        for (int i = 0; i < files.size() && kept.size() < wanted; i += every) {
            largestFace(files.get(i)).ifPresent(this::keepIfNew);
        }
        Files.createDirectories(output);
        for (int i = 0; i < recognisers.size(); i++) {
            int recogniser = i;
            EmbeddingFile.write(
                    output.resolve(recognisers.get(i).name() + ".embeddings"),
                    recognisers.get(i),
                    kept.stream().map(embeddings -> embeddings[recogniser]).toList());
        }
        System.out.println(kept.size() + " strangers under " + recognisers.size() + " recognisers");
        return 0;
    }

    /** The folders of faces hold lists beside the pictures. */
    private static boolean isPicture(Path file) {
        return file.getFileName().toString().matches("(?i).*\\.(jpe?g|png)");
    }

    private static Optional<AlignedFace> largestFace(Path file) throws IOException {
        BufferedImage crop = SrgbView.of(new PhotoReader().read(file).upright());
        int margin = (int) (crop.getWidth() * MARGIN);
        BufferedImage picture = new BufferedImage(
                crop.getWidth() + 2 * margin, crop.getHeight() + 2 * margin, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.drawImage(crop, margin, margin, null);
        graphics.dispose();
        return FaceModels.bundled().detector().detect(picture).stream()
                .findFirst()
                .map(Face::landmarks)
                .map(landmarks -> FaceAligner.align(picture, landmarks));
    }

    private void keepIfNew(AlignedFace face) {
        float[][] embeddings = new float[recognisers.size()][];
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] = rounded(recognisers.get(i).embed(face));
        }
        if (kept.stream().noneMatch(other -> isSamePerson(embeddings, other))) {
            kept.add(embeddings);
        }
    }

    private boolean isSamePerson(float[][] one, float[][] other) {
        for (int i = 0; i < one.length; i++) {
            double similarity = 0;
            for (int k = 0; k < one[i].length; k++) {
                similarity += (double) one[i][k] * other[i][k];
            }
            if (similarity < recognisers.get(i).matchThreshold()) {
                return false;
            }
        }
        return true;
    }

    /** Cuts the mantissa to ten bits, which no search notices and a compressed jar does. */
    private static float[] rounded(float[] embedding) {
        float[] result = new float[embedding.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = Float.intBitsToFloat((Float.floatToIntBits(embedding[i]) + 0x1000) & 0xFFFFE000);
        }
        return result;
    }
}
