package io.facecloak.spring;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code facecloak.uploads.*}. How many bytes a file and a request may have is Spring's to say
 * ({@code spring.servlet.multipart.max-file-size}, {@code max-request-size}).
 *
 * @param cloaks folder of cloak files, named as {@link io.facecloak.CloakFolder} says; not needed with an own {@link CloakLookup}
 * @param models directory of models; default {@link io.facecloak.model.FaceModels#configured()}
 * @param userHeader header that names the user, see {@link UploaderLookup#header}; default: the authenticated user
 * @param onFailure for photos that are damaged, too large, of an unsupported format, or marked as cloaked already
 * @param onUnknown for files that may be pictures, since nobody knows what they are, or are pictures of a kind that is no photo's
 * @param onMissingCloak for photos of users without a cloak, and of unknown users
 * @param refinement whether the cloak is refined on each photo's faces, which protects far better but keeps the processor busy for a
 *     second or more per cloaked face while the upload waits; off by default, so that uploads stay fast
 * @param maxMegapixels larger photos are failures
 * @param maxAtOnce how many uploads are protected at a time; each takes the memory of a few decoded copies of a photo
 * @param maxWait how long an upload waits for its turn before it is answered with 503
 * @param cloaksInMemory how many cloaks are kept
 */
@ConfigurationProperties("facecloak.uploads")
public record UploadProperties(
        Path cloaks,
        Path models,
        String userHeader,
        @DefaultValue("REJECT") Policy onFailure,
        @DefaultValue("REJECT") Policy onUnknown,
        @DefaultValue("REJECT") Policy onMissingCloak,
        @DefaultValue("OFF") UploadRefinement refinement,
        @DefaultValue("50") int maxMegapixels,
        @DefaultValue("4") int maxAtOnce,
        @DefaultValue("10s") Duration maxWait,
        @DefaultValue("1000") int cloaksInMemory) {}
