package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Reviews;
import io.clustergateway.forwarder.load.Limits;
import io.clustergateway.forwarder.upstream.UpstreamSettings;
import io.clustergateway.kernel.config.GoDuration;
import io.clustergateway.kernel.config.Settings;
import java.time.Duration;

/**
 * The section {@code forwarder}, and {@code authorization.staleAllow}.
 *
 * @param instances 1 or more
 * @param connectTimeout for a connection to a member, TLS included
 * @param refuseUnhealthy whether requests to unhealthy members are refused at once
 * @param limits in force from the start
 * @param staleAllow how long past its end an allowing answer is used while the hub is silent
 */
record ForwarderSettings(
        Reviews reviews,
        UpstreamSettings upstream,
        int instances,
        Duration connectTimeout,
        boolean refuseUnhealthy,
        Duration staleAllow,
        Limits limits) {
    private static final int MOST_INSTANCES = 1024;
    private static final Duration LONGEST = Duration.ofHours(24);

    /** Longer than kube-apiserver's --request-timeout of 60 s, by which a member answers for what hangs behind it. */
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(65);

    static ForwarderSettings read(Settings forwarder, Settings authorization) {
        int instances = forwarder.integer("instances", 0, 0, MOST_INSTANCES);
        return new ForwarderSettings(
                new Reviews(forwarder.bool("authorizeProxySubpath", false), forwarder.bool("upgradesNeedCreate", true)),
                new UpstreamSettings(time(forwarder, "headTimeout", HEAD_TIMEOUT), forwarder.string("userAgent", "")),
                instances == 0 ? Runtime.getRuntime().availableProcessors() : instances,
                time(forwarder, "connectTimeout", Duration.ofSeconds(5)),
                forwarder.bool("refuseUnhealthy", false),
                authorization.duration("staleAllow", Duration.ZERO),
                Limits.read(forwarder.section("limits")));
    }

    /** For timers and sockets, which count whole milliseconds and know no endless time. */
    private static Duration time(Settings forwarder, String key, Duration absent) {
        Duration given = forwarder.duration(key, absent);
        if (given.toMillis() == 0 || given.compareTo(LONGEST) > 0) {
            forwarder.fault(key, GoDuration.format(given), "a duration, 1ms-24h");
            return absent;
        }
        return given;
    }
}
