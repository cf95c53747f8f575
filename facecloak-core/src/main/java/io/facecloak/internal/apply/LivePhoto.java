package io.facecloak.internal.apply;

import io.facecloak.image.PhotoFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The videos that phones put beside photos of the same name; they show the face, and no photo's protection changes them. */
public final class LivePhoto {

    private static final List<String> VIDEOS = List.of(".MOV", ".mov", ".MP4", ".mp4");

    private LivePhoto() {}

    /** Whether a photo of this format has such a video beside it. */
    public static boolean hasVideo(Path photo, PhotoFormat format) {
        if (format != PhotoFormat.JPEG && format != PhotoFormat.HEIC) {
            return false;
        }
        String name = photo.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String base = dot > 0 ? name.substring(0, dot) : name;
        return VIDEOS.stream().anyMatch(video -> Files.isRegularFile(photo.resolveSibling(base + video)));
    }
}
