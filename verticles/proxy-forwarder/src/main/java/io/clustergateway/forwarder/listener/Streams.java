package io.clustergateway.forwarder.listener;

import io.clustergateway.forwarder.wire.OpenStreams;
import io.vertx.core.http.HttpConnection;

/**
 * How many streams an HTTP/2 connection may have at once: few while nobody has authenticated on it. Each is told to the client
 * by SETTINGS, and holds at once whether the client acknowledges it or not; netty resets what is beyond it with
 * REFUSED_STREAM, which clients send again by themselves (RFC 9113 section 8.7).
 *
 * <p>A connection with a client certificate is a hub's, that opens a stream for each of its users' requests at once, so it has all
 * from the beginning, until a request on it is nobody's: anybody can make a certificate.
 *
 * @param known on a connection on which somebody has authenticated
 * @param strangers on any other, 0 for as many as on those
 */
record Streams(int known, int strangers) {

    /** What the first SETTINGS of every connection say. */
    int first() {
        return strangers == 0 ? known : Math.min(known, strangers);
    }

    /** A connection is there, which was told of {@code told} streams. */
    void accepted(HttpConnection connection, boolean hasCertificate, int told) {
        int most = hasCertificate ? known : first();
        if (most != told) {
            allow(connection, most);
        } else {
            OpenStreams.limit(connection, most);
        }
    }

    /** Somebody has authenticated on it. */
    void authenticated(HttpConnection connection) {
        if (first() != known) {
            allow(connection, known);
        }
    }

    /** It shows a certificate, and a request on it was nobody's. */
    void suspected(HttpConnection connection) {
        if (first() != known) {
            allow(connection, first());
        }
    }

    private static void allow(HttpConnection connection, int most) {
        if (connection.getWindowSize() >= 0) {
            // In this order: what netty holds it to already, Vert.x leaves out of the SETTINGS.
            connection.updateSettings(connection.settings().setMaxConcurrentStreams(most));
            OpenStreams.limit(connection, most);
        }
    }
}
