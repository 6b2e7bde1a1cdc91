package io.clustergateway.kernel;

/** The place on a request's way that refused or failed it, in words an operator can act on. */
public enum Hop {
    /** What the client sent. */
    REQUEST("request"),
    /** TokenReview or the request-header and client CA bundles of the hub. */
    HUB_AUTHENTICATION("hub authentication"),
    /** SubjectAccessReview at the hub. */
    HUB_AUTHORIZATION("hub authorization"),
    /** The table of members made from the hub's Secrets. */
    REGISTRY("registry"),
    /** Who the caller is at the member. */
    IDENTITY_EXCHANGE("identity exchange"),
    /** The gateway's own machinery. */
    GATEWAY("gateway"),
    /** The connection to the member's API server. */
    MEMBER("member");

    private final String text;

    Hop(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
