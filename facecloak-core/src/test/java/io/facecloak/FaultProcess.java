package io.facecloak;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Works in a process of its own, which tests end as a power cut would. */
final class FaultProcess {

    private static final Face FACE = FixedModels.face(20, 16, 40);
    private static final FaceModels MODELS =
            new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("smooth", 16, 7)));

    private FaultProcess() {}

    /**
     * Starts a process.
     *
     * @param before a command that the Java command line is appended to; empty for none
     * @param arguments {@code save FILE}, {@code apply PHOTOS OUTPUT} or {@code learn FILE}
     */
    static Process start(List<String> before, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FaultProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        Path target = Path.of(arguments[arguments.length - 1]);
        switch (arguments[0]) {
            case "save" -> {
                for (int i = 0; ; i++) {
                    CloakFile.write(cloak(i), target);
                }
            }
            case "apply" -> protect(Path.of(arguments[1]), target);
            case "learn" -> learn(target, 1_000_000);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** One of three cloaks. */
    static CloakMask cloak(int number) {
        float[] delta = new float[CloakMask.LENGTH];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (i * (number % 3 + 7) % 17 - 8) / 255f;
        }
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        return new CloakMask(delta, info, List.of());
    }

    static void protect(Path photos, Path output) throws IOException {
        FaceCloak.of(cloak(0), MODELS, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.LARGEST))
                .folders()
                .run(FolderProtection.plan(photos, output), outcome -> System.out.println(outcome.status()));
    }

    static void learn(Path target, int iterations) throws IOException {
        FaceCloak cloak = FaceCloak.builder()
                .models(MODELS)
                .seed(FixedModels.picture(200, 160, 1))
                .settings(learning -> learning.withSyntheticFaces(2).withIterations(iterations))
                .progress((stage, done, total) -> note(stage + " " + done))
                .build();
        cloak.save(target);
    }

    private static void note(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
