package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.MemberConnection.Asked;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** How often the member was asked for one request whose answers were lost, and whether it may be asked again. */
final class Tries {
    /** REFUSED_STREAM, RFC 9113 section 8.7: nothing was done, the request can be sent again. */
    private static final long REFUSED = 0x7;

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Set<Endpoint> lost = new HashSet<>();
    private Optional<Asked> last = Optional.empty();
    private long firstAt;
    private int made;

    void sent(Asked asked) {
        if (made++ == 0) {
            firstAt = System.nanoTime();
        }
        last = Optional.of(asked);
    }

    /** What may be asked after this, as after a redirect, is another request. */
    void answered() {
        made = 0;
        last = Optional.empty();
        lost.clear();
    }

    /** The connection of the last try, unless it was answered. */
    Optional<HttpConnection> connection() {
        return last.map(asked -> asked.request().connection());
    }

    /** Where answers were lost: those endpoints come last. */
    Set<Endpoint> lost() {
        return lost;
    }

    /** What is left of the time for the head of an answer, of which the first try began to use up. */
    Duration left(Duration limit) {
        return made < 2 ? limit : limit.minusNanos(System.nanoTime() - firstAt);
    }

    /**
     * Whether the last try leaves the request as good as never sent: it has no body, and either reads only and its connection
     * closed, or the member says that it did not begin with it. Not oftener than the member has endpoints, and once more.
     */
    boolean mayGoOn(Throwable thrown, HttpServerRequest in, Duration limit) {
        boolean isHarmless = READING.contains(in.method()) && isClosed(thrown) || isNotBegun(thrown);
        last.ifPresent(asked -> lost.add(asked.endpoint()));
        return last.isPresent()
                && !hasBody(in)
                && isHarmless
                && made <= last.get().endpoints()
                && limit.toNanos() > System.nanoTime() - firstAt;
    }

    /** By what is said of it: the end of a request without one may not have been heard when its sending fails at once. */
    private static boolean hasBody(HttpServerRequest in) {
        String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean isAnnounced =
                length != null && !length.equals("0") || in.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return in.bytesRead() > 0 || isAnnounced && !in.isEnded();
    }

    private static boolean isClosed(Throwable thrown) {
        return thrown instanceof HttpClosedException
                || MemberFailures.isLost(thrown)
                || thrown instanceof IOException && !(thrown instanceof SSLException);
    }

    private boolean isNotBegun(Throwable thrown) {
        if (thrown instanceof StreamResetException reset) {
            return reset.getCode() == REFUSED;
        }
        return MemberFailures.isNotOpened(thrown)
                || thrown instanceof HttpClosedException
                        && last.map(Asked::isLeftOut).orElse(false);
    }
}
