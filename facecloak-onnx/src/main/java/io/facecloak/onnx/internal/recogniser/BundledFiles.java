package io.facecloak.onnx.internal.recogniser;

import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The model files in the jar, and {@code models.properties}, which holds the SHA-256 of each, and match thresholds and identities of the
 * recognisers.
 */
public final class BundledFiles {

    private static final String FOLDER = "/io/facecloak/onnx/bundled/";
    private static final String CATALOGUE = "models.properties";

    private Properties catalogue;

    /**
     * Reads a file and compares it with its checksum.
     *
     * @throws IOException if it is missing or not the one that was built in
     */
    public byte[] read(String file) throws IOException {
        String expected = property(file + ".sha256");
        try (InputStream stream = BundledFiles.class.getResourceAsStream(FOLDER + file)) {
            if (stream == null) {
                throw new FileNotFoundException(file + " is missing in the jar of facecloak-onnx: get a complete one");
            }
            byte[] content = stream.readAllBytes();
            if (!Sha256.hex(content).equals(expected)) {
                throw new IOException(file + " is damaged: its SHA-256 is not " + expected
                        + "; a build that filters resources as text does that, or get a fresh jar of facecloak-onnx");
            }
            return content;
        }
    }

    /** RGB in [0, 1] as it is, since the networks normalise by themselves, and the recogniser's own match threshold. */
    public InputSpec inputSpec(String recogniser) {
        try {
            double threshold = Double.parseDouble(property(recogniser + ".match.threshold"));
            return new InputSpec(112, ColourOrder.RGB, 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0), threshold);
        } catch (IOException e) {
            throw new ModelException("cannot read the bundled models: " + e.getMessage(), e);
        }
    }

    /**
     * What is known of a recogniser, so that nobody has to read its file to know; empty between the steps of the recipe that puts a new one
     * into the jar.
     */
    public Optional<RecogniserIdentity> identity(String recogniser) {
        try {
            String fingerprint = catalogue().getProperty(recogniser + ".fingerprint");
            return fingerprint == null
                    ? Optional.empty()
                    : Optional.of(new RecogniserIdentity(
                            fingerprint,
                            property(recogniser + ".onnx.sha256"),
                            Integer.parseInt(property(recogniser + ".dimension"))));
        } catch (IOException e) {
            throw new ModelException("cannot read the bundled models: " + e.getMessage(), e);
        }
    }

    private String property(String key) throws IOException {
        String value = catalogue().getProperty(key);
        if (value == null) {
            throw new IOException(CATALOGUE + " in the jar of facecloak-onnx lacks " + key);
        }
        return value.trim();
    }

    private synchronized Properties catalogue() throws IOException {
        if (catalogue == null) {
            Properties read = new Properties();
            try (InputStream stream = BundledFiles.class.getResourceAsStream(FOLDER + CATALOGUE)) {
                if (stream == null) {
                    throw new FileNotFoundException(CATALOGUE + " is missing in the jar of facecloak-onnx");
                }
                read.load(stream);
            }
            catalogue = read;
        }
        return catalogue;
    }
}
