package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.Ticker;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * Ends an HTTP/2 connection of which PING and SETTINGS come faster than any client needs them: each is answered, and netty
 * limits only answers that the client does not take.
 */
final class ControlFrames {
    static final int MOST = 1_000;
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long ENHANCE_YOUR_CALM = 11;

    private final HttpConnection connection;
    private final Ticker ticker;
    private long begun;
    private int came;

    private ControlFrames(HttpConnection connection, Ticker ticker) {
        this.connection = connection;
        this.ticker = ticker;
        this.begun = ticker.nanos();
    }

    /** Takes effect on HTTP/2 only. */
    static void limit(HttpConnection connection, Ticker ticker) {
        if (connection.getWindowSize() >= 0) {
            ControlFrames frames = new ControlFrames(connection, ticker);
            connection.pingHandler(ping -> frames.one());
            connection.remoteSettingsHandler(settings -> frames.one());
        }
    }

    private void one() {
        long now = ticker.nanos();
        if (now - begun > WINDOW_NANOS) {
            begun = now;
            came = 0;
        }
        came++;
        if (came == MOST + 1) {
            connection.goAway(ENHANCE_YOUR_CALM);
            connection.close();
        }
    }
}
