package io.facecloak.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.facecloak.FaceCloak;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.util.WebUtils;

/**
 * Protects the photos of multipart requests: the application behind it gets protected copies, through {@code MultipartFile} and
 * {@code Part} alike, and never the originals. The cloak is that of the user who uploads.
 *
 * <ul>
 *   <li>What is a photo is told by its content. Text, documents, archives, sound and videos pass; a file that claims to be an image and is
 *       none, or that may be a picture of a kind that cannot be read here, counts as a failure.
 *   <li>A photo that cannot be protected is treated as {@link UploadProperties} say, by default by rejecting the request: 422 for an
 *       unusable photo, 403 without a cloak, 413 above the limits of bytes, 503 when too many uploads wait.
 *   <li>What became of each part stands in the request attribute {@link #OUTCOMES}, a {@code List} of {@link UploadOutcome}.
 *   <li>Photos that come in other ways, such as a bare request body or a ZIP archive, are not looked at.
 * </ul>
 *
 * <p>Must come after authentication and before anything that resolves multipart requests ({@code MultipartFilter}). Thread-safe.
 */
public final class PhotoProtectionFilter extends OncePerRequestFilter {

    /** The request attribute that tells what became of each part. */
    public static final String OUTCOMES = PhotoProtectionFilter.class.getName() + ".OUTCOMES";

    private static final String RETRY_SECONDS = "5";

    private final UploaderLookup uploaders;
    private final CloakLookup cloaks;
    private final UploadProperties properties;
    private final ObjectMapper json;
    private final Semaphore turns;
    private final StandardServletMultipartResolver multipart = new StandardServletMultipartResolver();

    /** @param json writes the answers to rejected requests (RFC 9457) */
    public PhotoProtectionFilter(
            UploaderLookup uploaders, CloakLookup cloaks, UploadProperties properties, ObjectMapper json) {
        this.uploaders = Objects.requireNonNull(uploaders, "uploaders");
        this.cloaks = Objects.requireNonNull(cloaks, "cloaks");
        this.properties = Objects.requireNonNull(properties, "properties");
        this.json = Objects.requireNonNull(json, "json");
        this.turns = new Semaphore(properties.maxAtOnce(), true);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !multipart.isMultipart(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (WebUtils.getNativeRequest(request, MultipartHttpServletRequest.class) != null) {
            throw new IllegalStateException("the parts were resolved before they could be protected; order the"
                    + " PhotoProtectionFilter before the MultipartFilter");
        }
        Path folder = Files.createTempDirectory("facecloak-upload");
        boolean later = false;
        try {
            PartProtection protection = protect(request, folder);
            request.setAttribute(OUTCOMES, protection.outcomes());
            chain.doFilter(new ProtectedRequest(request, protection.parts()), response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Deletion(folder));
                later = true;
            }
        } catch (UploadRejected e) {
            reject(response, e);
        } finally {
            if (!later) {
                FileSystemUtils.deleteRecursively(folder);
            }
        }
    }

    private PartProtection protect(HttpServletRequest request, Path folder)
            throws ServletException, IOException, UploadRejected {
        try {
            // Spring knows how each container says that a limit was exceeded.
            multipart.resolveMultipart(request);
        } catch (MaxUploadSizeExceededException e) {
            throw new UploadRejected(HttpStatus.PAYLOAD_TOO_LARGE, "the upload is larger than this server accepts");
        } catch (MultipartException e) {
            throw new UploadRejected(HttpStatus.BAD_REQUEST, "the upload is malformed");
        }
        takeTurn();
        try {
            PartProtection protection = new PartProtection(cloakFor(request), properties, folder);
            for (Part part : request.getParts()) {
                protection.add(part);
            }
            return protection;
        } finally {
            turns.release();
        }
    }

    private void takeTurn() throws UploadRejected {
        try {
            if (turns.tryAcquire(properties.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UploadRejected(HttpStatus.SERVICE_UNAVAILABLE, "too many uploads at a time; try again");
    }

    private Optional<FaceCloak> cloakFor(HttpServletRequest request) throws IOException {
        Optional<String> user = uploaders.userOf(request);
        try {
            return user.isPresent() ? cloaks.cloakOf(user.get()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Nobody is called so.
            return Optional.empty();
        }
    }

    private void reject(HttpServletResponse response, UploadRejected reason) throws IOException {
        response.setStatus(reason.status().value());
        if (reason.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(
                response.getOutputStream(), ProblemDetail.forStatusAndDetail(reason.status(), reason.getMessage()));
    }

    /** Deletes the photos when an asynchronous request ends. */
    private record Deletion(Path folder) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) throws IOException {
            FileSystemUtils.deleteRecursively(folder);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
