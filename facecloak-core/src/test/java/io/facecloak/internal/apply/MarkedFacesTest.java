package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The true face in photos of 16 people: turned heads, fringes, glasses, hands and things before the face, neighbours, all shades of skin. */
class MarkedFacesTest {

    @Test
    void skinIsInsideBackgroundHairAndThingsAreOutside() throws IOException {
        Path people = Shared.path("faces/eval/lfw-handed");
        Map<String, Map<String, List<Point>>> photos = marks();
        Map<String, List<Double>> weights = new TreeMap<>();
        List<String> surprises = new ArrayList<>();
        for (Map.Entry<String, Map<String, List<Point>>> photo : photos.entrySet()) {
            String name = photo.getKey();
            Path file = people.resolve(name.substring(0, name.lastIndexOf('_'))).resolve(name + ".jpg");
            WeightMap region =
                    region(ImageIO.read(file.toFile()), photo.getValue().remove("landmarks"));
            photo.getValue()
                    .forEach((kind, points) -> points.forEach(point -> {
                        double weight = region.at((int) point.x(), (int) point.y());
                        weights.computeIfAbsent(kind, k -> new ArrayList<>()).add(weight);
                        if (kind.equals("skin") ? weight <= 0.6 : weight >= 0.1) {
                            surprises.add(String.format("%s %s %s: %.2f", name, kind, point, weight));
                        }
                    }));
        }
        String seen = String.join(System.lineSeparator(), surprises);
        assertTrue(share(weights.get("background"), w -> w < 0.1) >= 0.95, seen);
        assertTrue(share(weights.get("hair"), w -> w < 0.1) >= 0.8, seen);
        assertTrue(share(weights.get("cover"), w -> w < 0.1) >= 0.8, seen);
        assertTrue(share(weights.get("skin"), w -> w > 0.6) >= 0.95, seen);
    }

    private static double share(List<Double> weights, DoublePredicate right) {
        return (double) weights.stream().filter(right::test).count() / weights.size();
    }

    private static WeightMap region(BufferedImage photo, List<Point> points) {
        Landmarks landmarks = new Landmarks(points.get(0), points.get(1), points.get(2), points.get(3), points.get(4));
        AlignedFace face = FaceAligner.align(photo, landmarks);
        return FaceRegion.of(face, landmarks.map(FaceAligner.toAligned(landmarks)::apply));
    }

    private static Map<String, Map<String, List<Point>>> marks() throws IOException {
        Map<String, Map<String, List<Point>>> marks = new LinkedHashMap<>();
        try (InputStream file = MarkedFacesTest.class.getResourceAsStream("/region/points.tsv")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split("\t");
                    List<Point> points = Arrays.stream(fields[2].split(" "))
                            .map(MarkedFacesTest::point)
                            .toList();
                    marks.computeIfAbsent(fields[0], name -> new LinkedHashMap<>())
                            .put(fields[1], points);
                }
            }
        }
        return marks;
    }

    private static Point point(String text) {
        String[] coordinates = text.split(",");
        return new Point(Double.parseDouble(coordinates[0]), Double.parseDouble(coordinates[1]));
    }
}
