package io.facecloak.app.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.face.Face;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.imageio.ImageIO;

/** The command line as a user runs it, with small models and in memory. */
final class Program {

    static final int WIDTH = 320;
    static final int HEIGHT = 280;
    static final Face FACE = FixedModels.face(40, 20, 70);
    static final FaceModels MODELS = new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("smooth", 32, 7)));

    /** What a run left behind. */
    record Outcome(int exitCode, String out, String err) {

        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }
    }

    private final Function<Optional<Path>, FaceModels> models;
    private final BooleanSupplier cancelled;
    private final boolean interactive;
    private final Pulse pulse;

    Program(FaceModels models) {
        this(directory -> models);
    }

    Program(Function<Optional<Path>, FaceModels> models) {
        this(models, () -> false, false, beat -> () -> {});
    }

    private Program(
            Function<Optional<Path>, FaceModels> models, BooleanSupplier cancelled, boolean interactive, Pulse pulse) {
        this.models = models;
        this.cancelled = cancelled;
        this.interactive = interactive;
        this.pulse = pulse;
    }

    /** The same, but as if the user pressed Ctrl-C once this is true. */
    Program cancelledWhen(BooleanSupplier cancelled) {
        return new Program(models, cancelled, interactive, pulse);
    }

    /** The same, but as if a person saw what it prints, so that there is progress on the error stream. */
    Program watched() {
        return new Program(models, cancelled, true, pulse);
    }

    /** The same, but without a terminal, a line on the progress is due whenever this beats; it never does by default. */
    Program beating(Pulse pulse) {
        return new Program(models, cancelled, interactive, pulse);
    }

    Outcome run(Object... arguments) {
        return run(text -> {}, arguments);
    }

    /** @param listener told what is printed while the command runs */
    Outcome run(Consumer<String> listener, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                listener.accept(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(printer(out), printer(err), interactive, pulse);
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        int code = FaceCloakCommand.commandLine(console, models, cancelled).execute(texts.toArray(String[]::new));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** A picture of smooth noise; equal seeds give equal pictures. */
    static Path photo(Path file, long seed) throws IOException {
        Files.createDirectories(file.getParent());
        String name = file.getFileName().toString();
        ImageIO.write(
                FixedModels.picture(WIDTH, HEIGHT, seed), name.substring(name.lastIndexOf('.') + 1), file.toFile());
        return file;
    }
}
