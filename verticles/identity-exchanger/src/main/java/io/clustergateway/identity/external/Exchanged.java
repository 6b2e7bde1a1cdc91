package io.clustergateway.identity.external;

import io.clustergateway.rules.Identity;
import java.time.Duration;

/**
 * Who the caller is, as a server said.
 *
 * @param validFor how long every request of this caller to this member may use it; zero when it holds for the one
 *     request it was asked for
 */
public record Exchanged(Identity identity, Duration validFor) {}
