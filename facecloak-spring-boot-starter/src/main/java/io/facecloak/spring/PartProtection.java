package io.facecloak.spring;

import io.facecloak.FaceCloak;
import io.facecloak.apply.NoFaceException;
import io.facecloak.apply.Protection;
import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoDecoder;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.spring.UploadOutcome.Status;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Protects the parts of one upload, one after the other; what is a photo is told by the content. Belongs to one thread. */
final class PartProtection {

    private static final Logger LOG = LoggerFactory.getLogger(PartProtection.class);

    private final Optional<FaceCloak> cloak;
    private final UploadProperties properties;
    private final Path folder;
    private final List<Part> parts = new ArrayList<>();
    private final List<UploadOutcome> outcomes = new ArrayList<>();

    /**
     * @param cloak empty if the user has none
     * @param folder for temporary files; the caller deletes it
     */
    PartProtection(Optional<FaceCloak> cloak, UploadProperties properties, Path folder) {
        this.cloak = cloak;
        this.properties = properties;
        this.folder = folder;
    }

    /** The parts for the application, so far. */
    List<Part> parts() {
        return parts;
    }

    /** What became of them. */
    List<UploadOutcome> outcomes() {
        return outcomes;
    }

    void add(Part part) throws IOException, UploadRejected {
        boolean promised =
                part.getContentType() != null && part.getContentType().startsWith("image/");
        byte[] head = head(part);
        if (cloak.isEmpty()) {
            if (promised || PhotoFormat.of(head).isPresent()) {
                failed(part, properties.onMissingCloak(), HttpStatus.FORBIDDEN, "there is no cloak for this user");
            } else if (PhotoReader.mayBePicture(head)) {
                failed(
                        part,
                        properties.onUnknown(),
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "it may be a picture of a kind that cannot be read here");
            } else {
                passed(part, Status.NO_PHOTO, "");
            }
            return;
        }
        Path target = folder.resolve(parts.size() + ".protected");
        try {
            Protection<?> protection = protect(part, target);
            if (!protection.written()) {
                failed(part, properties.onFailure(), HttpStatus.UNPROCESSABLE_ENTITY, "no face of it was cloaked");
                return;
            }
            PhotoFormat format = protection.format().orElseThrow();
            boolean converted = !PhotoFormat.of(head).equals(protection.format());
            parts.add(new ProtectedPart(part, target, format, converted));
            outcomes.add(new UploadOutcome(
                    part.getName(),
                    part.getSubmittedFileName(),
                    Status.valueOf(protection.status().name()),
                    protection.faces().size(),
                    protection.cloaked(),
                    ""));
        } catch (NoPhotoException e) {
            if (promised) {
                failed(part, properties.onFailure(), HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage());
            } else if (e.mayBePicture()) {
                failed(part, properties.onUnknown(), HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage());
            } else {
                passed(part, Status.NO_PHOTO, "");
            }
        } catch (PhotoFormatException | NoFaceException e) {
            failed(part, properties.onFailure(), HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Nothing about the inside of the server is for the client.
            LOG.warn("an uploaded photo could not be protected", e);
            failed(part, properties.onFailure(), HttpStatus.INTERNAL_SERVER_ERROR, "it could not be processed");
        }
    }

    private Protection<?> protect(Part part, Path target) throws IOException {
        try (InputStream photo = part.getInputStream();
                OutputStream copy = Files.newOutputStream(target)) {
            return cloak.orElseThrow().protect(photo, copy);
        }
    }

    private static byte[] head(Part part) throws IOException {
        try (InputStream photo = part.getInputStream()) {
            return photo.readNBytes(PhotoDecoder.HEAD);
        }
    }

    private void failed(Part part, Policy policy, HttpStatus status, String reason) throws UploadRejected {
        if (policy == Policy.REJECT) {
            throw new UploadRejected(status, part.getName() + " cannot be protected: " + reason);
        }
        passed(part, Status.UNPROTECTED, reason);
    }

    private void passed(Part part, Status status, String reason) {
        parts.add(part);
        outcomes.add(new UploadOutcome(part.getName(), part.getSubmittedFileName(), status, 0, 0, reason));
    }
}
