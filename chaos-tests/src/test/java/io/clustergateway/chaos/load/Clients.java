package io.clustergateway.chaos.load;

import io.clustergateway.chaos.rig.Front;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/** HTTPS clients of the rig's front. */
final class Clients {
    private Clients() {}

    static HttpClient ofUser(Front rig, String user, HttpVersion version, boolean keepAlive) {
        return of(rig, Optional.of(rig.certificate(user)), version, keepAlive);
    }

    static WebSocketClient webSockets(Front rig, String user) {
        Issued issued = rig.certificate(user);
        return rig.servers()
                .createWebSocketClient(new WebSocketClientOptions()
                        .setSsl(true)
                        .setConnectTimeout(3000)
                        .setTrustOptions(trust(rig))
                        .setKeyCertOptions(issued.keyCertOptions()));
    }

    static HttpClient of(Front rig, Optional<Issued> certificate, HttpVersion version, boolean keepAlive) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setKeepAlive(keepAlive)
                .setTrustOptions(trust(rig))
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(rig.port());
        options.setConnectTimeout(3000).setIdleTimeout(30);
        certificate.ifPresent(issued -> options.setKeyCertOptions(issued.keyCertOptions()));
        return rig.servers().createHttpClient(options);
    }

    private static PemTrustOptions trust(Front rig) {
        return new PemTrustOptions().addCertValue(Buffer.buffer(rig.authorityPem()));
    }
}
