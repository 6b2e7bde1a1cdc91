package io.clustergateway.forwarder.journey;

import io.clustergateway.forwarder.request.RequestTarget;
import java.util.Locale;

/** What a request is for, as metrics and traces tell it. */
enum Target {
    MEMBER,
    RESOURCE,
    HEALTH,
    DISCOVERY,
    OPERATIONS,
    /** A path that leads nowhere, or none that could be read. */
    NONE;

    private final String label = name().toLowerCase(Locale.ROOT);

    static Target of(RequestTarget target) {
        if (target instanceof RequestTarget.Proxied) {
            return MEMBER;
        }
        if (target instanceof RequestTarget.Own) {
            return RESOURCE;
        }
        if (target instanceof RequestTarget.MemberHealth) {
            return HEALTH;
        }
        if (target instanceof RequestTarget.Description) {
            return DISCOVERY;
        }
        return target instanceof RequestTarget.Operations || target instanceof RequestTarget.Flag ? OPERATIONS : NONE;
    }

    String label() {
        return label;
    }
}
