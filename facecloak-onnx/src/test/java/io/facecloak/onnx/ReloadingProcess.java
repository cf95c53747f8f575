package io.facecloak.onnx;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Loads one application in several class loaders, one after the other and side by side. Prints how many of them agreed. */
final class ReloadingProcess {

    private ReloadingProcess() {}

    /** @param arguments the application's class path, how many loads, and "together" or "in-turn" */
    public static void main(String[] arguments) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : arguments[0].split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        IntStream loads = IntStream.range(0, Integer.parseInt(arguments[1]));
        List<float[]> answers = (arguments[2].equals("together") ? loads.parallel() : loads)
                .mapToObj(i -> answer(urls.toArray(URL[]::new)))
                .toList();
        long equal = answers.stream()
                .filter(answer -> Arrays.equals(answer, answers.get(0)))
                .count();
        System.out.println("AGREED " + equal);
    }

    /** The class loader stays open, as that of an application that runs. */
    @SuppressWarnings({"unchecked", "resource"})
    private static float[] answer(URL[] urls) {
        try {
            ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
            Class<?> application = Class.forName("io.facecloak.onnx.ReloadedApplication", true, loader);
            return ((Supplier<float[]>) application.getConstructor().newInstance()).get();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
