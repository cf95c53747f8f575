package io.facecloak.evaluation;

import java.util.List;
import java.util.stream.Stream;

/** The disturbances under which a cloak's protection is customarily reported. */
public final class Robustness {

    private static final long NOISE_SEED = 1;

    /** Of the order that social networks use. */
    private static final int UPLOAD_QUALITY = 75;

    private Robustness() {}

    /** Sweeps of every disturbance, each from weak to strong; WebP among them {@linkplain Webp#isAvailable() where it can be written}. */
    public static List<Disturbance> sweeps() {
        Stream<Disturbance> noise =
                Stream.of(0.01, 0.02, 0.04, 0.08).map(sigma -> new GaussianNoise(sigma, NOISE_SEED));
        Stream<Disturbance> blur = Stream.of(0.5, 1.0, 1.5, 2.0).map(GaussianBlur::ofSigma);
        Stream<Disturbance> jpeg = Stream.of(95, 85, 75, 60, 45, 30).map(Jpeg::new);
        Stream<Disturbance> brightness = Stream.of(0.9, 0.7, 1.1, 1.3).map(Brightness::new);
        Stream<Disturbance> contrast = Stream.of(0.9, 0.7, 1.1, 1.3).map(Contrast::new);
        Stream<Disturbance> resize = Stream.of(2048, 1080, 640).map(Resize::new);
        Stream<Disturbance> upload = Stream.of(2048, 1080, 640).map(side -> new Upload(side, UPLOAD_QUALITY));
        Stream<Disturbance> crop = Stream.of(0.95, 0.9, 0.8, 0.7).map(Crop::new);
        Stream<Disturbance> webp =
                Webp.isAvailable() ? Stream.of(95, 85, 75, 60, 45, 30).map(Webp::new) : Stream.empty();
        return Stream.of(noise, blur, jpeg, webp, brightness, contrast, resize, upload, crop)
                .flatMap(sweep -> sweep)
                .toList();
    }
}
