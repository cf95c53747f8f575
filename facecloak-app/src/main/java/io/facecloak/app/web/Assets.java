package io.facecloak.app.web;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The page's own files. They are listed here and read once, so that no request can name another file. Immutable. */
final class Assets {

    /** One file. */
    record Asset(String contentType, byte[] content) {}

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "welcome.html", "text/html; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8",
            "compare.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    private Assets() {}

    static Assets load() throws IOException {
        Assets loaded = new Assets();
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            try (InputStream content = Assets.class.getResourceAsStream(type.getKey())) {
                if (content == null) {
                    throw new FileNotFoundException(type.getKey() + " is missing in the jar of the web page");
                }
                loaded.assets.put(type.getKey(), new Asset(type.getValue(), content.readAllBytes()));
            }
        }
        return loaded;
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(assets.get(name));
    }
}
