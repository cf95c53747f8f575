package io.facecloak.onnx.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelStoreException.Reason;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads over TLS, from a server on this machine with a certificate of its own. */
@Timeout(60)
class SecureStoreTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] CONTENT = "model".repeat(1000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private HttpsServer server;
    private SSLContext context;

    @BeforeEach
    void start() throws Exception {
        context = context(keys());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/model", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aTrustedCertificateIsAccepted() throws Exception {
        ModelStore store = store(HttpClient.newBuilder().sslContext(context).build(), "/model");
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
    }

    @Test
    void anUnknownCertificateIsNot() {
        ModelStoreException e =
                assertThrows(ModelStoreException.class, () -> store(HttpClient.newHttpClient(), "/model")
                        .pull("face"));
        assertEquals(Reason.UNREACHABLE, e.reason());
        assertTrue(e.getMessage().contains("PKIX"), e.getMessage());
    }

    /** Plain http on this machine is for those who name it, not for servers that redirect there. */
    @Test
    void aServerCannotSendTheClientToThisMachineWithoutEncryption() throws Exception {
        try (FaultyServer local = new FaultyServer(CONTENT)) {
            server.createContext("/redirect", exchange -> {
                exchange.getResponseHeaders().add("Location", local.uri().toString());
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            });
            ModelStore store = store(HttpClient.newBuilder().sslContext(context).build(), "/redirect");
            ModelStoreException e = assertThrows(ModelStoreException.class, () -> store.pull("face"));
            assertEquals(Reason.INSECURE, e.reason());
            assertEquals(0, local.requests().size());
        }
    }

    private ModelStore store(HttpClient client, String path) {
        URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
        ModelFile file =
                new ModelFile("face.onnx", List.of(address), OptionalLong.of(CONTENT.length), Optional.empty());
        ModelEntry entry = new ModelEntry("face", "a test", "none", Optional.empty(), Map.of(), List.of(file));
        return ModelStore.builder()
                .folder(folder.resolve("models"))
                .catalogue(Catalogue.of(List.of(entry)))
                .offline(false)
                .allowUnverified()
                .pauseMillis(1)
                .client(client)
                .build();
    }

    private KeyStore keys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool").toFile())
                .start();
        assertEquals(0, keytool.waitFor(), () -> "keytool failed, see " + folder.resolve("keytool"));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            keys.load(stream, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
