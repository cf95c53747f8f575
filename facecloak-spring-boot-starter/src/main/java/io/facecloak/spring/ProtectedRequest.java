package io.facecloak.spring;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.util.Collection;
import java.util.List;

/** A request with other parts. Whatever reads an upload, {@code MultipartFile} included, gets these. */
final class ProtectedRequest extends HttpServletRequestWrapper {

    private final List<Part> parts;

    ProtectedRequest(HttpServletRequest request, List<Part> parts) {
        super(request);
        this.parts = List.copyOf(parts);
    }

    @Override
    public Collection<Part> getParts() {
        return parts;
    }

    @Override
    public Part getPart(String name) {
        return parts.stream()
                .filter(part -> part.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
