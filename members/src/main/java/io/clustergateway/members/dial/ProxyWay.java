package io.clustergateway.members.dial;

import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Egress.Login;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One member's proxy. TLS with the proxy shows no certificate of ours, and never the member's credential. */
public final class ProxyWay {
    private final Vertx vertx;
    private final Egress.Proxy proxy;
    private @Nullable Future<Optional<SslContext>> tls;

    /** Reads no certificate yet. */
    public ProxyWay(Vertx vertx, Egress.Proxy proxy) {
        this.vertx = vertx;
        this.proxy = proxy;
    }

    String host() {
        return proxy.host();
    }

    int port() {
        return proxy.port();
    }

    ProxyHandler handshake(InetSocketAddress address) {
        Optional<Login> login = proxy.login();
        if (proxy.scheme() == Egress.Scheme.SOCKS5) {
            return login.map(l -> new Socks5ProxyHandler(address, l.user(), l.password()))
                    .orElseGet(() -> new Socks5ProxyHandler(address));
        }
        return login.map(l -> new HttpProxyHandler(address, l.user(), l.password()))
                .orElseGet(() -> new HttpProxyHandler(address));
    }

    /** The proxy's own TLS, made once, off the event loop; empty when it speaks none. */
    synchronized Future<Optional<SslContext>> tls() {
        Future<Optional<SslContext>> made = tls;
        if (made == null) {
            made = proxy.scheme() == Egress.Scheme.HTTPS
                    ? vertx.executeBlocking(() -> Optional.of(build()), false)
                    : Future.succeededFuture(Optional.empty());
            tls = made;
        }
        return made;
    }

    private SslContext build() throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .endpointIdentificationAlgorithm("HTTPS");
        proxy.caPem()
                .ifPresent(
                        pem -> builder.trustManager(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        return builder.build();
    }
}
