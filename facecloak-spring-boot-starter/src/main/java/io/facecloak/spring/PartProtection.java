package io.facecloak.spring;

import io.facecloak.FaceCloak;
import io.facecloak.apply.AlreadyCloakedException;
import io.facecloak.apply.Decision;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.NoFaceException;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.spring.UploadOutcome.Status;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
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
        Path source = folder.resolve(parts.size() + ".upload");
        try (InputStream in = part.getInputStream()) {
            Files.copy(in, source);
        }
        boolean promised =
                part.getContentType() != null && part.getContentType().startsWith("image/");
        if (cloak.isEmpty()) {
            if (promised || PhotoFormat.of(source).isPresent()) {
                failed(part, properties.onMissingCloak(), HttpStatus.FORBIDDEN, "there is no cloak for this user");
            } else if (PhotoReader.mayBePicture(source)) {
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
            List<FaceOutcome> faces = cloak.get().apply(source, target);
            int cloaked = (int) faces.stream()
                    .filter(face -> face.decision() == Decision.CLOAKED)
                    .count();
            PhotoFormat format = PhotoFormat.of(target).orElseThrow();
            boolean converted = !PhotoFormat.of(source).equals(Optional.of(format));
            parts.add(new ProtectedPart(part, target, format, converted));
            outcomes.add(new UploadOutcome(
                    part.getName(), part.getSubmittedFileName(), statusOf(faces), faces.size(), cloaked, ""));
        } catch (NoPhotoException e) {
            if (promised) {
                failed(part, properties.onFailure(), HttpStatus.UNPROCESSABLE_ENTITY, message(e, source));
            } else if (e.mayBePicture()) {
                failed(part, properties.onUnknown(), HttpStatus.UNPROCESSABLE_ENTITY, message(e, source));
            } else {
                passed(part, Status.NO_PHOTO, "");
            }
        } catch (PhotoFormatException | AlreadyCloakedException | NoFaceException e) {
            failed(part, properties.onFailure(), HttpStatus.UNPROCESSABLE_ENTITY, message(e, source));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Nothing about the inside of the server is for the client.
            LOG.warn("an uploaded photo could not be protected", e);
            failed(part, properties.onFailure(), HttpStatus.INTERNAL_SERVER_ERROR, "it could not be processed");
        }
    }

    private static Status statusOf(List<FaceOutcome> faces) {
        return Status.valueOf(PhotoOutcome.Status.of(faces).name());
    }

    /** The library knows the photo by the name of our temporary file. */
    private static String message(Exception reason, Path source) {
        return String.valueOf(reason.getMessage()).replace(source.toString(), "the photo");
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
