package io.clustergateway.kernel.contract;

import io.clustergateway.kernel.Feed;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Topic;
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

    /** Reads and updates of {@code clustergateways/health}, answered by the health-prober, encoded. */
    public static final Topic<HealthQuestion, ResourceAnswer> HEALTH = new Topic<>(
            "resource.health", Hop.REGISTRY, Duration.ofSeconds(15), HealthQuestion.class, ResourceAnswer.class);

    /** How the members are, from this replica's health-prober, for its own proxy-forwarder. */
    public static final Feed<HealthTable> MEMBER_HEALTH = new Feed<>("health.members", HealthTable.class);

    /** The members, from the registry-watcher. */
    public static final Feed<ClusterTable> CLUSTERS = new Feed<>("registry.clusters", ClusterTable.class);

    /** Which request headers carry identities, from the authn-delegator, live from the hub. */
    public static final Feed<CredentialHeaders> CREDENTIAL_HEADERS =
            new Feed<>("access.headers", CredentialHeaders.class);

    private Topics() {}

    private static Topic<ResourceQuestion, ResourceAnswer> resource(String address) {
        return new Topic<>(address, Hop.REGISTRY, Duration.ofSeconds(5), ResourceQuestion.class, ResourceAnswer.class);
    }
}
