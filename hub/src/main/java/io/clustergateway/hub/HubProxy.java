package io.clustergateway.hub;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.Egress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;

/** The {@code proxy-url} of a kubeconfig's cluster, which the client itself passes over. */
final class HubProxy {
    private final Egress.Proxy proxy;

    private HubProxy(Egress.Proxy proxy) {
        this.proxy = proxy;
    }

    /**
     * That of the only cluster.
     *
     * @throws StartFault when it is no proxy that can be used; does not repeat it
     */
    static Optional<HubProxy> of(JsonObject kubeconfig) {
        JsonArray clusters = kubeconfig.getJsonArray("clusters", new JsonArray());
        JsonObject cluster = clusters.isEmpty()
                ? new JsonObject()
                : clusters.getJsonObject(0).getJsonObject("cluster", new JsonObject());
        String url = cluster.getString("proxy-url", "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try {
            Egress.Proxy proxy = Egress.Proxy.parse(url, Optional.empty());
            if (proxy.scheme() != Egress.Scheme.HTTPS) {
                return Optional.of(new HubProxy(proxy));
            }
        } catch (IllegalArgumentException e) {
            throw new StartFault(
                    "--kubeconfig: proxy-url of the hub: %s (expected: http://host:port or socks5://host:port)"
                            .formatted(e.getMessage()),
                    e);
        }
        throw new StartFault("--kubeconfig: proxy-url of the hub: https (expected: http:// or socks5://)");
    }

    OkHttpClient on(OkHttpClient client) {
        boolean isSocks = proxy.scheme() == Egress.Scheme.SOCKS5;
        OkHttpClient.Builder builder = client.newBuilder()
                .proxy(new Proxy(
                        isSocks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        proxy.login()
                .ifPresent(login -> builder.proxyAuthenticator((route, response) -> {
                    boolean isRefused = response.request().header("Proxy-Authorization") != null;
                    return isRefused
                            ? null
                            : response.request()
                                    .newBuilder()
                                    .header("Proxy-Authorization", Credentials.basic(login.user(), login.password()))
                                    .build();
                }));
        return builder.build();
    }
}
