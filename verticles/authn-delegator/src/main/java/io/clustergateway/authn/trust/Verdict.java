package io.clustergateway.authn.trust;

import java.time.Instant;

/** What a bundle says of a chain. */
public sealed interface Verdict {
    /** A path leads from the leaf to the bundle; it holds through {@code until}, when its first certificate expires. */
    record Trusted(Instant until) implements Verdict {}

    /** No such path; the reason is for the log. */
    record Refused(String reason) implements Verdict {}
}
