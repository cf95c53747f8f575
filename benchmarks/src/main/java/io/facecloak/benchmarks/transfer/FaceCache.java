package io.facecloak.benchmarks.transfer;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Landmarks;
import io.facecloak.image.PhotoReader;
import io.facecloak.image.Point;
import io.facecloak.image.SrgbView;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an experiment needs and never changes, kept in a folder: where the faces of photos are, and the strangers' embeddings. */
final class FaceCache {

    private final Path folder;
    private final LandmarkDetector detector;
    private final Map<String, String> landmarks = new HashMap<>();

    FaceCache(Path folder, LandmarkDetector detector) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.detector = detector;
        if (Files.exists(landmarksFile())) {
            for (String line : Files.readAllLines(landmarksFile())) {
                int tab = line.indexOf('\t');
                landmarks.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
    }

    private Path landmarksFile() {
        return folder.resolve("landmarks.tsv");
    }

    /** Finds the central face of every photo that is not known yet. */
    void locate(List<Path> photos) throws IOException {
        List<Path> unknown = photos.stream()
                .filter(photo -> !landmarks.containsKey(photo.toString()))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        Map<String, String> found = unknown.parallelStream()
                .collect(Collectors.toConcurrentMap(Path::toString, photo -> central(picture(photo), detector)
                        .map(FaceCache::text)
                        .orElse("none")));
        landmarks.putAll(found);
        Files.write(
                landmarksFile(),
                landmarks.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "\t" + entry.getValue())
                        .toList());
    }

    /** The central face's landmarks, or nothing if the photo shows no face. */
    Optional<Landmarks> landmarks(Path photo) {
        String text = landmarks.get(photo.toString());
        return text.equals("none") ? Optional.empty() : Optional.of(landmarks(text));
    }

    /** Embeddings of the photos that show a face. */
    List<float[]> embeddings(Embedder embedder, List<Path> photos) throws IOException {
        Path file = folder.resolve(embedder.name() + "-" + photos.size() + "-"
                + Integer.toHexString(embedder.fingerprint().hashCode() * 31 + photos.hashCode()) + ".bin");
        if (!Files.exists(file)) {
            locate(photos);
            List<float[]> embeddings = new ArrayList<>();
            List<AlignedFace> faces = photos.stream()
                    .flatMap(
                            photo -> landmarks(photo).map(points -> FaceAligner.align(picture(photo), points)).stream())
                    .toList();
            for (int from = 0; from < faces.size(); from += 64) {
                embeddings.addAll(List.of(embedder.embed(faces.subList(from, Math.min(faces.size(), from + 64)))));
            }
            write(file, embeddings);
        }
        return read(file, embedder.dimension());
    }

    private static void write(Path file, List<float[]> vectors) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
            for (float[] vector : vectors) {
                for (float value : vector) {
                    out.writeFloat(value);
                }
            }
        }
        Files.move(part, file);
    }

    private static List<float[]> read(Path file, int dimension) throws IOException {
        List<float[]> vectors = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (long n = Files.size(file) / (4L * dimension); n > 0; n--) {
                float[] vector = new float[dimension];
                for (int i = 0; i < dimension; i++) {
                    vector[i] = in.readFloat();
                }
                vectors.add(vector);
            }
        }
        return vectors;
    }

    static BufferedImage picture(Path photo) {
        try {
            return SrgbView.of(new PhotoReader().read(photo).upright());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The face nearest to the middle. */
    static Optional<Landmarks> central(BufferedImage picture, LandmarkDetector detector) {
        double x = picture.getWidth() / 2.0;
        double y = picture.getHeight() / 2.0;
        return detector.detect(picture).stream()
                .min(Comparator.comparingDouble(face -> Math.hypot(
                        (face.box().left() + face.box().right()) / 2 - x,
                        (face.box().top() + face.box().bottom()) / 2 - y)))
                .map(face -> face.landmarks());
    }

    private static String text(Landmarks landmarks) {
        return landmarks.points().stream()
                .map(point -> point.x() + "," + point.y())
                .collect(Collectors.joining(","));
    }

    private static Landmarks landmarks(String text) {
        double[] v = Stream.of(text.split(",")).mapToDouble(Double::parseDouble).toArray();
        return new Landmarks(
                new Point(v[0], v[1]),
                new Point(v[2], v[3]),
                new Point(v[4], v[5]),
                new Point(v[6], v[7]),
                new Point(v[8], v[9]));
    }
}
