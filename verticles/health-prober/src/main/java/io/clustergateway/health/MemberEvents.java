package io.clustergateway.health;

import io.clustergateway.kernel.contract.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to members: in the log, and in the hub about their Secrets. */
final class MemberEvents {
    private static final Logger log = LoggerFactory.getLogger(MemberEvents.class);

    private final Sink sink;
    private boolean leading;

    MemberEvents(Sink sink) {
        this.sink = sink;
    }

    /** Where Events go. */
    @FunctionalInterface
    interface Sink {
        /**
         * Sends one about a member's Secret.
         *
         * @param good whether it is good news
         * @param reason CamelCase and stable
         */
        void send(Cluster about, boolean good, String reason, String message);
    }

    /** Events are one replica's business; the log is everybody's. */
    void leads(boolean now) {
        leading = now;
    }

    void good(Cluster cluster, String reason, String message) {
        log.info("member event member={} reason={} message={}", cluster.name(), reason, message);
        send(cluster, true, reason, message);
    }

    void warn(Cluster cluster, String reason, String message) {
        log.warn("member event member={} reason={} message={}", cluster.name(), reason, message);
        send(cluster, false, reason, message);
    }

    private void send(Cluster cluster, boolean good, String reason, String message) {
        if (leading) {
            sink.send(cluster, good, reason, message);
        }
    }
}
