package io.clustergateway.members.konnectivity;

import io.clustergateway.members.dial.ProxyFailed;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** Why no stream to the server can be had, in words for whoever asks for the member. */
final class ServerFault {
    private ServerFault() {}

    static ProxyFailed ofFiles() {
        return new ProxyFailed("the gateway's files for the cluster proxy server cannot be used "
                + "(mend: --proxy-ca-cert, --proxy-cert, --proxy-key; its log says what is wrong)");
    }

    static ProxyFailed of(Throwable cause) {
        if (cause instanceof ProxyFailed known) {
            return known;
        }
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            return new ProxyFailed("TLS with the cluster proxy server failed, or its certificate is not trusted "
                    + "(mend: --proxy-ca-cert)");
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new ProxyFailed("too many connections through the cluster proxy server wait to be made");
        }
        if (cause instanceof ConnectException) {
            return new ProxyFailed("nothing listens at the cluster proxy server's address, or no way leads there "
                    + "(mend: --proxy-host, --proxy-port)");
        }
        // RFC 8446, 2: the client takes the handshake for done before the server has read its certificate.
        if (cause instanceof VertxException || cause instanceof ClosedChannelException) {
            return new ProxyFailed(
                    "the cluster proxy server closed the connection, as one does that trusts no such client "
                            + "(mend: --proxy-cert, --proxy-key)");
        }
        return new ProxyFailed("the cluster proxy server cannot be reached");
    }
}
