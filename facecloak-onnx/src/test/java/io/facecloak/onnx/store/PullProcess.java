package io.facecloak.onnx.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Pulls a model in a process of its own. */
final class PullProcess {

    private PullProcess() {}

    static Process start(Path folder, Path catalogue, String model, Path output) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        classPath,
                        PullProcess.class.getName(),
                        folder.toString(),
                        catalogue.toString(),
                        model))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    public static void main(String[] args) {
        ModelStore.builder()
                .folder(Path.of(args[0]))
                .catalogue(Catalogue.read(Path.of(args[1])))
                .build()
                .pull(args[2]);
    }
}
