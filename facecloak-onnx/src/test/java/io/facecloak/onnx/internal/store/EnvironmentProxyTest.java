package io.facecloak.onnx.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.onnx.store.ModelStoreException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {

    private static final URI SECURE = URI.create("https://models.example/file");
    private static final URI PLAIN = URI.create("http://models.example/file");

    @Test
    void eachSchemeHasItsVariable() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "proxy.example:3128", "http_proxy", "http://other.example");
        assertEquals("proxy.example:3128", chosen(null, variables, SECURE));
        assertEquals("other.example:80", chosen(null, variables, PLAIN));
        assertEquals("direct", chosen(null, Map.of("HTTP_PROXY", "proxy.example:3128"), PLAIN));
        assertEquals("direct", chosen(null, Map.of(), SECURE));
    }

    @Test
    void theSettingsOfTheJvmWin() {
        ProxySelector settings = ProxySelector.of(InetSocketAddress.createUnresolved("jvm.example", 1));
        assertEquals("jvm.example:1", chosen(settings, Map.of("https_proxy", "proxy.example:3128"), SECURE));
    }

    @Test
    void exemptHostsAndThisMachineAreReachedDirectly() {
        for (String exempt : new String[] {"models.example", ".example", "a,*.example , b", "*"}) {
            assertEquals("direct", chosen(null, Map.of("https_proxy", "p:1", "no_proxy", exempt), SECURE), exempt);
        }
        assertEquals("p:1", chosen(null, Map.of("https_proxy", "p:1", "no_proxy", "dels.example,,"), SECURE));
        assertEquals("direct", chosen(null, Map.of("http_proxy", "p:1"), URI.create("http://127.0.0.1:8080/")));
        assertEquals("direct", chosen(null, Map.of("http_proxy", "p:1"), URI.create("http://[::1]:8080/")));
    }

    @Test
    void aProxyThatIsNoneIsNamedWithoutItsPassword() {
        ModelStoreException e = assertThrows(
                ModelStoreException.class, () -> chosen(null, Map.of("https_proxy", "http://me:secret@"), SECURE));
        assertFalse(e.getMessage().contains("secret"));
    }

    private static String chosen(ProxySelector settings, Map<String, String> variables, URI address) {
        Proxy proxy =
                new EnvironmentProxy(settings, variables::get).select(address).get(0);
        if (proxy.type() == Proxy.Type.DIRECT) {
            return "direct";
        }
        InetSocketAddress socket = (InetSocketAddress) proxy.address();
        return socket.getHostString() + ":" + socket.getPort();
    }
}
