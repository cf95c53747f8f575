package io.facecloak.onnx.internal.store;

import io.facecloak.onnx.store.ModelStoreException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * The proxy of the JVM's settings ({@code https.proxyHost} and its like), else the one that the environment names as command-line tools
 * understand it: {@code https_proxy}, {@code http_proxy} (lower case only), {@code no_proxy}. Loopback addresses need no proxy.
 */
public final class EnvironmentProxy extends ProxySelector {

    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);
    private static final int DEFAULT_PORT = 80;

    private final Optional<ProxySelector> settings;
    private final UnaryOperator<String> environment;

    /** @param settings the JVM's selector; null where it has none */
    public EnvironmentProxy(ProxySelector settings, UnaryOperator<String> environment) {
        this.settings = Optional.ofNullable(settings);
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI address) {
        List<Proxy> chosen = settings.map(selector -> selector.select(address)).orElse(DIRECT);
        if (chosen.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
            return chosen;
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") || isExempt(host)) {
            return DIRECT;
        }
        // Upper-case HTTP_PROXY can be set by whoever sends a CGI program a header.
        Optional<String> named = "https".equalsIgnoreCase(address.getScheme())
                ? variable("https_proxy").or(() -> variable("HTTPS_PROXY"))
                : variable("http_proxy");
        return named.map(EnvironmentProxy::proxy).map(List::of).orElse(DIRECT);
    }

    private boolean isExempt(String host) {
        String exempt = variable("no_proxy").or(() -> variable("NO_PROXY")).orElse("");
        for (String entry : exempt.toLowerCase(Locale.ROOT).split(",")) {
            String domain = entry.trim().replaceFirst("^\\*?\\.", "");
            if (entry.trim().equals("*") || !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain))) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    private static Proxy proxy(String value) {
        URI uri;
        try {
            uri = URI.create(value.contains("://") ? value : "http://" + value);
        } catch (IllegalArgumentException e) {
            uri = null;
        }
        if (uri == null || uri.getHost() == null) {
            // Not the value itself: it may hold a password.
            throw new ModelStoreException(
                    ModelStoreException.Reason.UNREACHABLE,
                    "the environment variable https_proxy or http_proxy names no proxy: expected http://HOST:PORT");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        LoggerFactory.getLogger(EnvironmentProxy.class).debug("the proxy {} failed", proxy, failure);
        settings.ifPresent(selector -> selector.connectFailed(address, proxy, failure));
    }
}
