package io.clustergateway.health;

import io.clustergateway.kernel.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** From what a probe met to a reason; by type, and without addresses, because reasons are shown to everybody. */
final class Diagnosis {
    /** Of a 401. */
    static final Finding CREDENTIAL_REFUSED = Finding.unknown("the member refuses our credential (401)");

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int LONGEST = 200;

    private Diagnosis() {}

    /**
     * Of an answer.
     *
     * @param path that answered
     */
    static Finding of(int code, String path) {
        return switch (code) {
            case OK -> Finding.GOOD;
            // Who is refused by name has been authenticated and authorized: the member works.
            case FORBIDDEN -> Finding.GOOD;
            case UNAUTHORIZED -> CREDENTIAL_REFUSED;
            default -> Finding.unknown("%s answered %d".formatted(path, code));
        };
    }

    /** Of a failure to get one. */
    static Finding of(Throwable thrown) {
        if (has(thrown, ConnectTimeoutException.class)
                || has(thrown, SslHandshakeTimeoutException.class)
                || has(thrown, TimeoutException.class)) {
            return new Finding(Finding.TIMEOUT);
        }
        if (has(thrown, CertificateExpiredException.class)) {
            return new Finding(Finding.CERTIFICATE_EXPIRED);
        }
        if (has(thrown, CertificateException.class) || has(thrown, CertPathValidatorException.class)) {
            return new Finding(Finding.CERTIFICATE_MISMATCH);
        }
        return Finding.unknown(words(thrown));
    }

    private static String words(Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return cut(failure.getMessage());
        }
        boolean isTls = has(thrown, SSLException.class);
        boolean isCut =
                causes(thrown).anyMatch(cause -> cause instanceof IOException && !(cause instanceof SSLException));
        if (isTls) {
            return isCut ? "connection closed during the TLS handshake" : "TLS handshake failed";
        }
        if (has(thrown, UnknownHostException.class)) {
            return "host name not found";
        }
        if (has(thrown, ConnectException.class) || has(thrown, NoRouteToHostException.class)) {
            return "connection refused";
        }
        if (isCut || has(thrown, HttpClosedException.class) || has(thrown, StreamResetException.class)) {
            return "connection closed";
        }
        return "no answer that can be read";
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        return causes(thrown).anyMatch(type::isInstance);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(16);
    }
}
