package io.facecloak.onnx;

import io.facecloak.FaceCloak;
import io.facecloak.FolderProtection;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.Gallery;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

/** Learns, saves, loads and protects in a process of its own, in which every use of the network is a failure. */
final class PrivateProcess {

    private PrivateProcess() {}

    /** @param arguments the seed, a folder of photos, a folder for the results */
    public static void main(String[] arguments) throws IOException {
        forbidNetwork();
        Path seed = Path.of(arguments[0]);
        Path photos = Path.of(arguments[1]);
        Path results = Path.of(arguments[2]);
        Path file = results.resolve("me.cloak");
        FaceModels models = BundledModels.shared();
        try (Gallery gallery = Gallery.ofPhotos(photos, models.detector())) {
            FaceCloak.builder()
                    .models(models)
                    .surrogates(models.embedders().get(0))
                    .gallery(gallery)
                    .seed(seed)
                    .settings(learning -> learning.withSyntheticFaces(1).withIterations(1))
                    .build()
                    .save(file);
        }
        FaceCloak.load(file, models, FacePolicy.MATCH)
                .folders()
                .run(FolderProtection.plan(photos, results.resolve("protected")), PrivateProcess::tell);
    }

    private static void tell(PhotoOutcome outcome) {
        System.out.println(outcome.status());
    }

    private static void forbidNetwork() {
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                throw used(uri);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
                throw used(uri);
            }
        });
        URL.setURLStreamHandlerFactory(protocol -> {
            if (protocol.startsWith("http") || protocol.equals("ftp")) {
                throw used(URI.create(protocol + ":"));
            }
            return null;
        });
    }

    private static RuntimeException used(URI uri) {
        System.out.println("NETWORK " + uri);
        return new IllegalStateException("the network is used for " + uri);
    }
}
