package io.facecloak.spring;

import io.facecloak.image.PhotoFormat;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/** A part of an upload whose content is a file of ours. */
final class ProtectedPart implements Part {

    private final Part original;
    private final Path content;
    private final PhotoFormat format;
    private final boolean converted;

    /**
     * @param format of the content: GIF and lossless WebP come out as PNG, lossy WebP, HEIC and AVIF as JPEG
     * @param converted whether the original is of another format
     */
    ProtectedPart(Part original, Path content, PhotoFormat format, boolean converted) {
        this.original = original;
        this.content = content;
        this.format = format;
        this.converted = converted;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return Files.newInputStream(content);
    }

    @Override
    public String getContentType() {
        return switch (format) {
            case JPEG -> "image/jpeg";
            case PNG -> "image/png";
            case GIF -> "image/gif";
            case BMP -> "image/bmp";
            case TIFF -> "image/tiff";
            case WEBP -> "image/webp";
            case HEIC -> "image/heic";
            case AVIF -> "image/avif";
            case OTHER -> "application/octet-stream";
        };
    }

    @Override
    public String getName() {
        return original.getName();
    }

    @Override
    public String getSubmittedFileName() {
        String name = original.getSubmittedFileName();
        return name == null || isNamedSo(name.toLowerCase(Locale.ROOT)) ? name : name + "." + format.extension();
    }

    private boolean isNamedSo(String name) {
        return switch (format) {
            case PNG -> name.endsWith(".png");
            case JPEG -> !converted || name.endsWith(".jpg") || name.endsWith(".jpeg");
            default -> true;
        };
    }

    @Override
    public long getSize() {
        try {
            return Files.size(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException also if the name is relative: to what is the container's secret */
    @Override
    public void write(String fileName) throws IOException {
        Path target = Path.of(fileName);
        if (!target.isAbsolute()) {
            throw new IOException(fileName + " is relative; name an absolute file, or copy the input stream");
        }
        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete() throws IOException {
        Files.deleteIfExists(content);
        original.delete();
    }

    @Override
    public String getHeader(String name) {
        if (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) {
            return getContentType();
        }
        // Spring reads the file's name here.
        if (HttpHeaders.CONTENT_DISPOSITION.equalsIgnoreCase(name) && getSubmittedFileName() != null) {
            return ContentDisposition.formData()
                    .name(getName())
                    .filename(getSubmittedFileName(), StandardCharsets.UTF_8)
                    .build()
                    .toString();
        }
        return original.getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        String header = getHeader(name);
        return header == null ? List.of() : List.of(header);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return original.getHeaderNames();
    }
}
