package io.clustergateway.chaos.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who calls, and so what the gateway has to ask for it. */
public enum CallerKind {
    /** A client certificate: one review of access every ten seconds. */
    @JsonProperty("certificate")
    CERTIFICATE,
    /** A token of the hub: a TokenReview as well. */
    @JsonProperty("token")
    TOKEN,
    /** The hub's front proxy with another user in each request: a review of access for each. */
    @JsonProperty("changing")
    CHANGING,
    /** Whom the rules' file gives another name at the member. */
    @JsonProperty("mapped")
    MAPPED,
    /** Whom an external exchanger has to be asked about, for each request. */
    @JsonProperty("external")
    EXTERNAL,
    /** A client certificate and a new connection for each request. */
    @JsonProperty("connecting")
    CONNECTING
}
