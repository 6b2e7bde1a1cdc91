package io.clustergateway.forwarder.listener;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The one place where the listener's Vert.x options are made. */
final class ServerOptions {
    private static final int MIB = 1024 * 1024;
    private static final TrustOptions COLLECTING = TrustOptions.wrap(new CollectingTrust());

    private ServerOptions() {}

    static HttpServerOptions of(ListenerSettings settings, int port, ServedPairs pairs) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.bindAddress())
                .setPort(port)
                .setTcpKeepAlive(true)
                .setAlpnVersions(versions(settings));
        limits(options, settings.changing().allowance().first());
        // One hub multiplexes all its users' cancelled watches over one connection; Vert.x' default of 200 in 30 s
        // would
        // close it under everybody.
        options.setHttp2RstFloodMaxRstFramePerWindow(settings.connections().resets())
                .setSslHandshakeTimeout(
                        Math.max(1, settings.connections().handshake().toMillis()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return tls(options, settings, pairs);
    }

    /** As wide as kube-apiserver's: callers with many groups and long selectors must come through. */
    private static void limits(HttpServerOptions options, int streams) {
        Http2Settings http2 = new Http2Settings()
                .setInitialWindowSize(MIB)
                .setMaxHeaderListSize(MIB)
                .setMaxConcurrentStreams(streams);
        options.setMaxHeaderSize(MIB)
                .setMaxInitialLineLength(128 * 1024)
                .setInitialSettings(http2)
                .setHttp2ConnectionWindowSize(16 * MIB)
                .setHttp2ClearTextEnabled(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    private static HttpServerOptions tls(HttpServerOptions options, ListenerSettings settings, ServedPairs pairs) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setSni(true)
                .setSslEngineOptions(engine())
                .setKeyCertOptions(pairs)
                .setTrustOptions(COLLECTING)
                .setClientAuth(ClientAuth.REQUEST)
                .setEnabledSecureTransportProtocols(settings.protocols());
        settings.cipherSuites().forEach(options::addEnabledCipherSuite);
        return options;
    }

    private static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions();
    }

    private static List<HttpVersion> versions(ListenerSettings settings) {
        return settings.http2() ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1) : List.of(HttpVersion.HTTP_1_1);
    }
}
