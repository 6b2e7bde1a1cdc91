package io.clustergateway.dist;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A member's answer that never comes: requests stay until their client leaves. */
final class HeldRequests implements Handler<HttpServerRequest> {
    /** Half of requestsPerMemberLeast: what came before may have been slow enough to lower the adaptive limit to that. */
    private static final int LEAST_SHARE = 8;

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public void handle(HttpServerRequest request) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        request.response().closeHandler(left -> now.decrementAndGet());
    }

    int count() {
        return now.get();
    }

    /** How many there were at once. */
    int most() {
        return most.get();
    }

    /** Until there are as many as one caller gets at a member that does not answer. */
    void awaitLeastShare() {
        await().atMost(Duration.ofSeconds(30)).until(() -> count() >= LEAST_SHARE);
    }
}
