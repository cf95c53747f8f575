package io.facecloak.onnx;

import io.facecloak.FaceCloak;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.face.Box;
import io.facecloak.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What an app does with a saved cloak, in a process of its own: loads, applies and saves it. */
final class HostProcess {

    private HostProcess() {}

    /** @param arguments how it works, cloak, photo with a face in its middle, copy, cloak to write */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "plain" -> work(arguments);
            case "interrupted" -> {
                Thread.currentThread().interrupt();
                work(arguments);
                System.out.println("interrupted: " + Thread.currentThread().isInterrupted());
            }
            case "executor" -> inExecutor(arguments);
            case "model" -> open(Path.of(System.getProperty("model")));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done in " + Locale.getDefault());
    }

    private static void open(Path model) {
        try (OnnxEmbedder embedder = OnnxEmbedder.open(model, Device.cpu(1))) {
            System.out.println("opened " + embedder.name());
        } catch (ModelException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    private static void work(String[] arguments) throws Exception {
        FaceCloak cloak = FaceCloak.load(Path.of(arguments[1]));
        List<FaceOutcome> outcomes = cloak.protect(
                        Path.of(arguments[2]), Path.of(arguments[3]), true, List.of(new Box(60, 40, 180, 200)))
                .faces();
        System.out.println("faces: " + outcomes.size());
        cloak.save(Path.of(arguments[4]));
    }

    /** On threads without a context class loader, as many servers have them, which are interrupted while they work. */
    private static void inExecutor(String[] arguments) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task);
            thread.setContextClassLoader(null);
            return thread;
        });
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String[] own = arguments.clone();
            own[3] = arguments[3].replace("copy", "copy" + i);
            all.add(threads.submit(() -> {
                work(own);
                return null;
            }));
        }
        for (Future<?> each : all) {
            try {
                each.get();
            } catch (ExecutionException e) {
                System.out.println("failed: " + e.getCause());
            }
        }
        Files.move(Path.of(arguments[3].replace("copy", "copy0")), Path.of(arguments[3]));
        threads.shutdown();
    }
}
