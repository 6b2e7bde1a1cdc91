package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.members.dial.AddressNotAllowed;
import io.clustergateway.members.dial.ProxyFailed;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What went wrong on the way to a member, by the type of the cause; its text stays here. */
final class MemberFailures {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);
    private static final int RETRY_SECONDS = 1;

    private MemberFailures() {}

    /** No connection could be had; nothing was sent. */
    static Failure connecting(Throwable cause, String member, HttpMethod method) {
        Failure failure = describe(cause, member);
        return failure.code() == 503 && IDEMPOTENT.contains(method) ? failure.retryAfter(RETRY_SECONDS) : failure;
    }

    /** The request was sent, or part of it. */
    static Failure answering(Throwable cause, String member, HttpMethod method) {
        Failure failure = describe(cause, member);
        return failure.code() == 503 && SAFE.contains(method) ? failure.retryAfter(RETRY_SECONDS) : failure;
    }

    /** Whether a failure speaks of the member and its connection rather than of our own code. */
    static boolean isOfConnection(Throwable thrown) {
        return thrown instanceof IOException
                || thrown instanceof VertxException
                || thrown instanceof TimeoutException
                || thrown instanceof DecoderException
                || thrown instanceof Http2Exception;
    }

    /**
     * Whether no stream could be opened for the request, so that nothing of it was sent: the member's GOAWAY came, or its
     * streams were all taken, after the connection had been chosen (netty's DefaultHttp2Connection.checkNewStreamAllowed).
     */
    static boolean isNotOpened(Throwable thrown) {
        return thrown instanceof Http2Exception refused && refused.error() == Http2Error.REFUSED_STREAM;
    }

    /** Whether netty found the connection ended when the request was to be sent, or its GOAWAY there. */
    static boolean isLost(Throwable thrown) {
        return isNotOpened(thrown)
                || thrown instanceof Http2Exception ended && ended.error() == Http2Error.INTERNAL_ERROR;
    }

    static Failure tooSlow(String member, long seconds) {
        return Failure.timeout("member \"%s\" did not answer within %d s".formatted(member, seconds), Hop.MEMBER)
                .because("MemberTimeout", "no response head in time");
    }

    static Failure notUnderstood(String member, String reason) {
        return Failure.badGateway("member \"%s\" answered what is not HTTP: %s".formatted(member, reason), Hop.MEMBER)
                .because("MemberNotUnderstood", reason);
    }

    static Failure redirected(String member, String reason) {
        return Failure.badGateway("member \"%s\" answered with a redirect: %s".formatted(member, reason), Hop.MEMBER)
                .because("MemberRedirected", reason);
    }

    static Failure gone(String member) {
        return Failure.unavailable("member \"%s\" was removed or changed meanwhile".formatted(member), Hop.REGISTRY)
                .because("MemberGone", "its Secret was deleted");
    }

    private static Failure describe(Throwable cause, String member) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (cause instanceof AddressNotAllowed refused) {
            return notAllowed(member, refused.getMessage());
        }
        if (cause instanceof ProxyFailed failed) {
            return unreachable(member, failed.getMessage());
        }
        boolean isTrust = find(cause, CertificateException.class).isPresent()
                || find(cause, CertPathValidatorException.class).isPresent();
        return isTrust ? notTrusted(member, words(cause)) : connection(cause, member);
    }

    private static Failure connection(Throwable cause, String member) {
        if (isHandshakeCutOff(cause)) {
            return unreachable(member, "the connection was closed during the TLS handshake");
        }
        if (find(cause, SSLException.class).isPresent()) {
            return Failure.badGateway("TLS handshake with member \"%s\" failed".formatted(member), Hop.MEMBER)
                    .because("MemberTlsFailed", "it refused our credential or speaks no TLS we accept");
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return unavailable("member \"%s\" has no connection free".formatted(member), "MemberBusy", "pool full");
        }
        if (cause instanceof UnknownHostException) {
            return unreachable(member, "its host name is unknown");
        }
        if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return unreachable(member, "no connection in time");
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return unreachable(member, "nothing listens at its endpoint, or no way leads there");
        }
        if (cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || isLost(cause)
                || cause instanceof IOException) {
            String message = "member \"%s\" closed the connection before it answered".formatted(member);
            return unavailable(message, "MemberConnectionLost", "closed before the response head");
        }
        return notUnderstood(member, "its answer cannot be read");
    }

    private static Failure notAllowed(String member, String reason) {
        String message =
                "member \"%s\" is not dialled: %s, which this gateway does not allow".formatted(member, reason);
        return Failure.badGateway(message, Hop.MEMBER).because("MemberAddressNotAllowed", reason);
    }

    /** A peer that objects to our TLS sends an alert; one that is going down just closes or resets the connection. */
    private static boolean isHandshakeCutOff(Throwable thrown) {
        return find(thrown, SSLException.class).isPresent()
                && causes(thrown).anyMatch(cause -> cause instanceof IOException && !(cause instanceof SSLException));
    }

    private static Failure unreachable(String member, String reason) {
        String message = "member \"%s\" cannot be reached: %s".formatted(member, reason);
        return unavailable(message, "MemberUnreachable", reason);
    }

    private static Failure unavailable(String message, String cause, String reason) {
        return Failure.unavailable(message, Hop.MEMBER).because(cause, reason);
    }

    private static Failure notTrusted(String member, String reason) {
        String message = "the certificate of member \"%s\" is not trusted: %s".formatted(member, reason);
        return Failure.badGateway(message, Hop.MEMBER).because("MemberCertificateNotTrusted", reason);
    }

    private static String words(Throwable t) {
        if (find(t, CertificateExpiredException.class).isPresent()) {
            return "it has expired";
        }
        if (find(t, CertificateNotYetValidException.class).isPresent()) {
            return "it is not valid yet";
        }
        boolean isChain = find(t, CertPathBuilderException.class).isPresent()
                || find(t, CertPathValidatorException.class).isPresent();
        return isChain
                ? "it is not signed by the member's CA, or not for serving"
                : "it is for another name, or not for serving";
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        return causes(thrown).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(16);
    }
}
