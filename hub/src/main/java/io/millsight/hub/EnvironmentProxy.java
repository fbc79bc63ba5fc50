package io.millsight.hub;

import io.millsight.files.MessageText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that the environment names: {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}, in lower or upper case,
 * with the meaning they have for curl. If none is set, Java's own settings count.
 */
final class EnvironmentProxy extends ProxySelector {

    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> environment;

    EnvironmentProxy(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI address) {
        String host = address.getHost();
        String variable = address.getScheme() + "_proxy";
        String proxy = first(variable, "all_proxy");
        if (Loopback.is(host) || isExcepted(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        if (proxy == null) {
            ProxySelector system = ProxySelector.getDefault();
            return system == null ? List.of(Proxy.NO_PROXY) : system.select(address);
        }
        return List.of(new Proxy(Proxy.Type.HTTP, parse(variable, proxy)));
    }

    /** Checks the proxy for an address, so that a wrong one is reported before anything is asked. */
    void requireUsable(URI address) {
        select(address);
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        // the request fails, and its message names the address
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            for (String spelling : List.of(name, name.toUpperCase(Locale.ROOT))) {
                String value = environment.getOrDefault(spelling, "").strip();
                if (!value.isEmpty()) {
                    return value;
                }
            }
        }
        return null;
    }

    private boolean isExcepted(String host) {
        String list = first("no_proxy");
        if (list == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        for (String entry : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            String domain = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
            if (entry.equals("*") || (!domain.isEmpty() && (name.equals(domain) || name.endsWith("." + domain)))) {
                return true;
            }
        }
        return false;
    }

    private static InetSocketAddress parse(String variable, String proxy) {
        try {
            URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            if (address.getUserInfo() != null) {
                throw new HubException(variable + ": a proxy with user name and password is not supported; give the"
                        + " address of one without, or copy the folder from another machine");
            }
            if ("http".equals(address.getScheme()) && address.getHost() != null) {
                int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
                return InetSocketAddress.createUnresolved(address.getHost(), port);
            }
        } catch (IllegalArgumentException e) {
            throw new HubException(notAProxy(variable, proxy), e);
        }
        throw new HubException(notAProxy(variable, proxy));
    }

    private static String notAProxy(String variable, String proxy) {
        return variable + ": " + MessageText.quote(proxy)
                + " is not the address of an HTTP proxy; write http://host:port";
    }
}
