package io.facecloak.onnx.internal.mtcnn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the network files of a cascade come from. Implementations are thread-safe. */
public interface CascadeFiles {

    /**
     * The bytes of one file.
     *
     * @param fileName {@code pnet.onnx}, {@code rnet.onnx} or {@code onet.onnx}
     * @throws IOException if it cannot be read
     */
    byte[] read(String fileName) throws IOException;

    /** The file's whole name, for messages. */
    String describe(String fileName);

    /** Whether {@link #read} compares the files with known checksums, so that no check for hostile content is needed. */
    default boolean areVerified() {
        return false;
    }

    /** The files in a directory. */
    static CascadeFiles in(Path directory) {
        return new CascadeFiles() {
            @Override
            public byte[] read(String fileName) throws IOException {
                return Files.readAllBytes(directory.resolve(fileName));
            }

            @Override
            public String describe(String fileName) {
                return directory.resolve(fileName).toString();
            }
        };
    }
}
