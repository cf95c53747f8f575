package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The program of that name, by which tests write and read metadata that other programs know. */
final class ExifTool {

    /** Something that a file tells, in ExifTool's words: where it stands, what it is about, what it is called. */
    record Tag(String file, String place, String subject, String name, String value) {}

    private final Path folder;

    private ExifTool(Path folder) {
        this.folder = folder;
    }

    /** Skips the test, saying so, where the program is not installed. @param folder for its arguments and answers */
    static ExifTool in(Path folder) throws IOException {
        Optional<String> version = Optional.empty();
        try {
            version = Optional.of(new ExifTool(folder).run(List.of("-ver")));
        } catch (IOException e) {
            if (Files.exists(Path.of("/usr/bin/exiftool"))) {
                throw e;
            }
        }
        assumeTrue(version.isPresent(), "skipped: needs ExifTool (Debian: libimage-exiftool-perl), which is not here");
        return new ExifTool(folder);
    }

    /** Its answer to arguments, one per line of a file; what it says of single tags that it cannot write is ignored. */
    String run(List<String> arguments) throws IOException {
        Path file = Files.createTempFile(folder, "arguments", ".txt");
        Path answer = Files.createTempFile(folder, "answer", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Files.write(file, arguments);
        Process process = new ProcessBuilder("exiftool", "-@", file.toString())
                .redirectOutput(answer.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("ExifTool did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return Files.readString(answer, StandardCharsets.UTF_8);
    }

    /** Everything that it reads of the files in a folder, what it does not know by name too. */
    List<Tag> tags(Path files) throws IOException {
        String json = run(List.of("-j", "-G1:2", "-a", "-U", "-ee", files.toString()));
        List<Tag> tags = new ArrayList<>();
        for (JsonElement file :
                JsonParser.parseString(json.isBlank() ? "[]" : json).getAsJsonArray()) {
            JsonObject all = file.getAsJsonObject();
            String name =
                    Path.of(all.get("SourceFile").getAsString()).getFileName().toString();
            for (Map.Entry<String, JsonElement> entry : all.entrySet()) {
                String[] key = entry.getKey().split(":");
                if (key.length == 3) {
                    JsonElement value = entry.getValue();
                    tags.add(new Tag(
                            name,
                            key[0],
                            key[1],
                            key[2],
                            value.isJsonPrimitive() ? value.getAsString() : value.toString()));
                }
            }
        }
        return tags;
    }
}
