package io.clustergateway.kernel.contract;

import io.clustergateway.kernel.Feed;
import io.clustergateway.kernel.Flow;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Topic;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Every address on the bus. */
public final class Topics {
    /** Who is it, and may they do all of this? Asked by the proxy-forwarder, answered by the authn-delegator. */
    public static final Topic<AccessQuestion, AccessAnswer> ACCESS_REVIEW = new Topic<>(
            "access.review", Hop.HUB_AUTHORIZATION, Duration.ofSeconds(2), AccessQuestion.class, AccessAnswer.class);

    /** Who are they at the member? Asked by the proxy-forwarder, answered by the identity-exchanger. */
    public static final Topic<IdentityQuestion, IdentityAnswer> IDENTITY_EXCHANGE = new Topic<>(
            "identity.exchange",
            Hop.IDENTITY_EXCHANGE,
            Duration.ofSeconds(10),
            IdentityQuestion.class,
            IdentityAnswer.class);

    /** Reads of {@code clustergateways}, answered by the registry-watcher, encoded. */
    public static final Topic<ResourceQuestion, ResourceAnswer> CLUSTERGATEWAYS = resource("resource.clustergateways");

    /** Reads of {@code virtualclusters}, answered by the registry-watcher, encoded. */
    public static final Topic<ResourceQuestion, ResourceAnswer> VIRTUALCLUSTERS = resource("resource.virtualclusters");

    /**
     * Watches of both, served by the registry-watcher. Each frame is one or more whole events as kube-apiserver writes
     * them, each JSON on a line of its own; the buffers are shared and never written to.
     */
    public static final Flow<WatchQuestion, Buffer> WATCH =
            new Flow<>("resource.watch", Hop.REGISTRY, Duration.ofSeconds(5), WatchQuestion.class, Buffer.class);
    /** Reads and updates of {@code clustergateways/health}, answered by the health-prober, encoded. */
    public static final Topic<HealthQuestion, ResourceAnswer> HEALTH = new Topic<>(
            "resource.health", Hop.REGISTRY, Duration.ofSeconds(15), HealthQuestion.class, ResourceAnswer.class);

    /**
     * A member refuses a credential that can be issued anew. Told by proxy-forwarder and health-prober; the registry-watcher
     * answers whether it sees to another.
     */
    public static final Topic<CredentialRejected, Boolean> CREDENTIAL_REJECTED = new Topic<>(
            "credential.rejected", Hop.REGISTRY, Duration.ofSeconds(5), CredentialRejected.class, Boolean.class);

    /**
     * Events for the audit log, from the proxy-forwarder to the audit-logger. Answered when they are taken over, or with a
     * blocking backend when they are written.
     */
    public static final Topic<AuditBatch, AuditReceipt> AUDIT =
            new Topic<>("audit.events", Hop.GATEWAY, Duration.ofSeconds(12), AuditBatch.class, AuditReceipt.class);

    /** Reads of the status page, from the management port to the status-page module. */
    public static final Topic<PageQuestion, PageAnswer> STATUS_PAGE =
            new Topic<>("status.page", Hop.GATEWAY, Duration.ofSeconds(5), PageQuestion.class, PageAnswer.class);

    /** How the members are, from this replica's health-prober, for its own proxy-forwarder. */
    public static final Feed<HealthTable> MEMBER_HEALTH = new Feed<>("health.members", HealthTable.class);

    /** The members, from the registry-watcher. */
    public static final Feed<ClusterTable> CLUSTERS = new Feed<>("registry.clusters", ClusterTable.class);

    /** Which identity rules are in force, from the identity-exchanger. */
    public static final Feed<RulesVersion> RULES = new Feed<>("identity.rules", RulesVersion.class);

    /** Which request headers carry identities, from the authn-delegator, live from the hub. */
    public static final Feed<CredentialHeaders> CREDENTIAL_HEADERS =
            new Feed<>("access.headers", CredentialHeaders.class);

    /** The certificate to serve where the gateway keeps its own, from the certificate-keeper. */
    public static final Feed<ServingCertificate> SERVING_CERTIFICATE =
            new Feed<>("serving.certificate", ServingCertificate.class);

    private Topics() {}

    private static Topic<ResourceQuestion, ResourceAnswer> resource(String address) {
        return new Topic<>(address, Hop.REGISTRY, Duration.ofSeconds(5), ResourceQuestion.class, ResourceAnswer.class);
    }
}
