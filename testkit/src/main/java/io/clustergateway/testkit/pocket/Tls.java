package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** TLS as an API server has it: certificates are asked for and judged later, HTTP/2 is offered. */
final class Tls {

    private static final int HEADER_LIMIT = 1 << 20;
    private static final int LINE_LIMIT = 1 << 17;
    private static final int MESSAGE_LIMIT = 1 << 24;

    private Tls() {}

    static HttpServerOptions serverOptions(Issued certificate) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(certificate.keyCertOptions())
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(new AnyCertificate()));
        options.setMaxHeaderSize(HEADER_LIMIT).setMaxInitialLineLength(LINE_LIMIT);
        options.setWebSocketSubProtocols(PodRoutes.SUBPROTOCOLS);
        options.setMaxWebSocketFrameSize(MESSAGE_LIMIT).setMaxWebSocketMessageSize(MESSAGE_LIMIT);
        options.setHttp2RstFloodMaxRstFramePerWindow(Integer.MAX_VALUE);
        options.getInitialSettings().setMaxConcurrentStreams(1000).setMaxHeaderListSize(HEADER_LIMIT);
        return options;
    }

    static PemTrustOptions trust(String authorityPem) {
        return new PemTrustOptions().addCertValue(Buffer.buffer(authorityPem));
    }

    /** Lets every client certificate through the handshake; ClientCertificates judges it. */
    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("this trust manager is for servers");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
