package io.clustergateway.authn.review;

import io.clustergateway.kernel.contract.Caller;
import java.util.Optional;

/**
 * Whose token it is.
 *
 * @param caller empty when nobody's
 * @param validUntil reading of the ticker past which it must be asked again
 */
public record TokenAnswer(Optional<Caller> caller, long validUntil) {}
