package io.clustergateway.dist.cluster.member;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why nobody answered, for whoever can mend it; by type. */
final class Unreached {
    private Unreached() {}

    static String words(Throwable thrown) {
        if (has(thrown, ConnectTimeoutException.class)
                || has(thrown, SslHandshakeTimeoutException.class)
                || has(thrown, TimeoutException.class)) {
            return "no answer in time (mend: its endpoint, the network, or a longer --request-timeout)";
        }
        if (has(thrown, CertificateExpiredException.class)) {
            return "its serving certificate has expired (mend: renew it at the member)";
        }
        if (has(thrown, CertificateException.class) || has(thrown, CertPathValidatorException.class)) {
            return "its serving certificate is not of the CA given, or not for this name"
                    + " (mend: the CA, or tls-server-name, in the kubeconfig)";
        }
        if (has(thrown, SSLException.class)) {
            return "the TLS handshake failed (mend: is the endpoint an API server, and is the client certificate its own?)";
        }
        if (has(thrown, UnknownHostException.class)) {
            return "host name not found (mend: the endpoint)";
        }
        if (has(thrown, ConnectException.class)) {
            return "connection refused (mend: the endpoint)";
        }
        return has(thrown, IOException.class)
                ? "connection closed (mend: the endpoint)"
                : thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(16)
                .anyMatch(type::isInstance);
    }
}
