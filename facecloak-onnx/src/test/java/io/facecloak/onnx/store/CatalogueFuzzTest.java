package io.facecloak.onnx.store;

import io.facecloak.onnx.internal.store.CatalogueReader;
import io.facecloak.testing.Fuzzing;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Damaged catalogues; {@link Fuzzing} says how to run more of them. */
class CatalogueFuzzTest {

    @Test
    void damagedCataloguesAreReadOrRefused() throws IOException {
        byte[] builtIn;
        try (InputStream stream = Catalogue.class.getResourceAsStream("catalogue.json")) {
            builtIn = stream.readAllBytes();
        }
        Fuzzing.of("catalogue")
                .seed("built in", builtIn)
                .run(2000, file -> CatalogueReader.read(Fuzzing.NAME, file), ModelStoreException.class);
    }
}
