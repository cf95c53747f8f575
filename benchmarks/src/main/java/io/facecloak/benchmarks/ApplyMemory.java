package io.facecloak.benchmarks;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Protects one photo in a process of its own, in however much heap that was given.
 *
 * <pre>benchmarks/apply-memory.sh PHOTO</pre>
 */
final class ApplyMemory {

    private ApplyMemory() {}

    /** @param arguments a photo to protect, or a photo and the file for its enlargement to 12 megapixels */
    public static void main(String[] arguments) throws IOException {
        Path photo = Path.of(arguments[0]);
        if (arguments.length > 1) {
            Files.write(Path.of(arguments[1]), ApplyCost.large(photo));
            return;
        }
        PhotoProtector protector = new PhotoProtector(
                NoiseCloak.of(1),
                FaceModels.bundled().detector(),
                List.of(),
                ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL));
        Path copy = photo.resolveSibling("protected.jpg");
        try {
            if (protector.protect(photo, copy, true).faces().isEmpty()) {
                throw new IllegalStateException("no face in " + photo);
            }
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
