package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one request for a member ended; reported once, when its last byte is written or its client has left.
 *
 * @param cluster empty when the request was refused before its member was known
 * @param code HTTP status the client was sent, {@link #CLIENT_LEFT} when it was sent none
 * @param failure how and where it failed; empty when the member's own answer was passed on, whatever its code
 * @param times of the member
 * @param startedAt reading of {@link System#nanoTime} when the request was handed over
 * @param latency nanoseconds from sending it to the head of the member's answer; empty when none came, or an upload came before
 * @param lostAlone whether its connection ended under it, on which nobody else's request has ever been; true of one request
 *     for each connection
 */
public record Outcome(
        HttpServerRequest request,
        Optional<Cluster> cluster,
        int code,
        Optional<Failure> failure,
        Times times,
        long startedAt,
        OptionalLong latency,
        boolean lostAlone) {
    /** As nginx counts clients that went away before the answer. */
    public static final int CLIENT_LEFT = 499;

    /** Of a client that left: nobody reads it, it only ends the chain. */
    public static Failure clientLeft() {
        return Failure.of(CLIENT_LEFT, "ClientClosedRequest", "the client left", Hop.REQUEST);
    }

    /** Where it failed; empty when the member's own answer was passed on. */
    public Optional<Hop> hop() {
        return failure.map(Failure::hop);
    }
}
