package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Paper;
import io.clustergateway.members.dial.AddressNotAllowed;
import io.clustergateway.members.dial.ProxyFailed;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What a connection died of, by type. */
record Trouble(Throwable thrown) {
    boolean isSilence() {
        return is(TimeoutException.class)
                || is(SslHandshakeTimeoutException.class)
                || is(ConnectTimeoutException.class)
                || is(SocketTimeoutException.class);
    }

    boolean isCertificate() {
        return is(CertificateException.class) || is(CertPathValidatorException.class);
    }

    Optional<String> guard() {
        return message(AddressNotAllowed.class);
    }

    Optional<String> proxy() {
        return message(ProxyFailed.class);
    }

    /** Without a credential or a login: those stand in no exception of a connection. */
    String words() {
        String message = thrown.getMessage() == null ? "" : ": " + Paper.oneLine(thrown.getMessage());
        return thrown.getClass().getSimpleName() + message;
    }

    private boolean is(Class<? extends Throwable> type) {
        return causes().anyMatch(type::isInstance);
    }

    private Optional<String> message(Class<? extends Throwable> type) {
        return causes().filter(type::isInstance).map(Throwable::getMessage).findFirst();
    }

    private Stream<Throwable> causes() {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(16);
    }
}
