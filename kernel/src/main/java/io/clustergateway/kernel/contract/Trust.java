package io.clustergateway.kernel.contract;

/** By what a member's serving certificate is verified. */
public sealed interface Trust {
    /** The member's own CA certificates, PEM. */
    record CaBundle(String pem) implements Trust {}

    /** The roots of the system the gateway runs on. */
    record SystemRoots() implements Trust {}

    /** Nothing: only by explicit field or flag, and shown wherever the member is shown. */
    record Unverified() implements Trust {}
}
