package io.facecloak.onnx;

import io.facecloak.FaceCloak;
import io.facecloak.face.Box;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** What an app does that only applies a saved cloak, in a process of its own. */
final class FirstApply {

    private FirstApply() {}

    /** @param arguments cloak, photo with a face in its middle, copy */
    public static void main(String[] arguments) throws IOException {
        FaceCloak cloak = FaceCloak.load(Path.of(arguments[0]));
        cloak.protect(Path.of(arguments[1]), Path.of(arguments[2]), true, List.of(new Box(60, 40, 180, 200)));
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.println("first copy after " + (System.currentTimeMillis() - start) + " ms");
    }
}
