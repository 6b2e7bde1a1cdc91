package io.clustergateway.chaos.rig;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;

/** What callers and watches reach, and how they prove who they are. */
public interface Front {
    /** Where servers and clients of the rig run. */
    Vertx servers();

    /** Where clients connect to, on loopback. */
    int port();

    /** The CA of the certificate that is shown there. */
    String authorityPem();

    /** Of a user of the hub, whose one group is {@code team-of-USER}. */
    Issued certificate(String user);

    /** By which a client may name another user in each request. */
    Issued frontProxyCertificate();

    /** {@code alpha} or {@code beta}. */
    RecordingMember member(String name);

    /** Gives a member's Secret in the hub a label; false when somebody else wrote at the same time. May block. */
    boolean labelSecret(String member, String key, String value);

    /** Whether a hub stands between, which may refuse on its own, without a word of hops. */
    boolean isHub();
}
