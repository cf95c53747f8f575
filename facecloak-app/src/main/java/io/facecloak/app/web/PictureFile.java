package io.facecloak.app.web;

import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoLimits;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A photo file in memory. Nobody changes the array. */
record PictureFile(String name, PhotoFormat format, byte[] content) {

    Photo read(PhotoLimits limits) throws IOException {
        return new PhotoReader(limits).read(new ByteArrayInputStream(content), name);
    }

    /** What a face model and a person see. */
    BufferedImage view(PhotoLimits limits) throws IOException {
        return SrgbView.of(read(limits).upright());
    }

    String contentType() {
        return switch (format) {
            case JPEG -> "image/jpeg";
            case PNG -> "image/png";
            case GIF -> "image/gif";
            case BMP -> "image/bmp";
            case WEBP -> "image/webp";
            case TIFF -> "image/tiff";
            case HEIC -> "image/heic";
            case AVIF -> "image/avif";
            case OTHER -> "application/octet-stream";
        };
    }

    /** Whether browsers show it. */
    boolean isShown() {
        return format != PhotoFormat.TIFF && format != PhotoFormat.HEIC && format != PhotoFormat.OTHER;
    }

    /** This file, or one that browsers show. */
    PictureFile forBrowsers(PhotoLimits limits) throws IOException {
        return isShown() ? this : new PictureFile(name, PhotoFormat.PNG, Pictures.png(view(limits)));
    }
}
