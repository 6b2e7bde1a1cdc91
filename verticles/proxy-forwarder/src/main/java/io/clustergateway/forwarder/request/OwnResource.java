package io.clustergateway.forwarder.request;

import io.clustergateway.kernel.Topic;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import java.util.Arrays;
import java.util.Optional;

/** A resource the gateway itself serves. */
public enum OwnResource {
    CLUSTERGATEWAYS("clustergateways", Topics.CLUSTERGATEWAYS),
    VIRTUALCLUSTERS("virtualclusters", Topics.VIRTUALCLUSTERS);

    private final String plural;
    private final Topic<ResourceQuestion, ResourceAnswer> topic;

    OwnResource(String plural, Topic<ResourceQuestion, ResourceAnswer> topic) {
        this.plural = plural;
        this.topic = topic;
    }

    static Optional<OwnResource> named(String plural) {
        return Arrays.stream(values())
                .filter(resource -> resource.plural.equals(plural))
                .findFirst();
    }

    /** Name in paths and reviews. */
    public String plural() {
        return plural;
    }

    /** Who reads and encodes it. */
    public Topic<ResourceQuestion, ResourceAnswer> topic() {
        return topic;
    }
}
