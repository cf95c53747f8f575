package io.facecloak.onnx.internal.recogniser;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.MtcnnDetector;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Pairs of aligned faces of the evaluation photos. */
final class AlignedPairs {

    private AlignedPairs() {}

    /** For each of some people one pair with themselves and one with the next of them. */
    static List<FacePair> of(int people) throws IOException {
        Path folder = Shared.path("faces/eval/lfw10");
        List<AlignedFace> first = new ArrayList<>();
        List<AlignedFace> second = new ArrayList<>();
        try (MtcnnDetector detector = MtcnnDetector.open(Shared.path("models/mtcnn"), Device.cpu());
                Stream<Path> names = Files.list(folder)) {
            for (Path person : names.sorted().limit(people).toList()) {
                try (Stream<Path> photos = Files.list(person)) {
                    List<Path> two = photos.sorted().limit(2).toList();
                    first.add(face(detector, two.get(0)));
                    second.add(face(detector, two.get(1)));
                }
            }
        }
        List<FacePair> pairs = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            pairs.add(FacePair.same(first.get(i), second.get(i)));
            pairs.add(FacePair.different(first.get(i), second.get((i + 1) % people)));
        }
        return pairs;
    }

    private static AlignedFace face(MtcnnDetector detector, Path file) throws IOException {
        BufferedImage photo = new PhotoReader().read(file).upright();
        return FaceAligner.align(photo, detector.detect(photo).get(0).landmarks());
    }
}
