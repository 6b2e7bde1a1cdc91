package io.clustergateway.authn;

import io.clustergateway.authn.review.Errand;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Decides what is not open to everybody, for everybody but system:masters. */
interface Authorizer {
    /**
     * Whether the caller may do all of it.
     *
     * @param attributes at least one
     * @return failed when that cannot be told
     */
    Future<Ruling> authorize(Caller caller, List<Attributes> attributes, Errand errand);

    /**
     * The decision.
     *
     * @param refusal empty when all is allowed
     * @param validUntil reading of the ticker
     */
    record Ruling(Optional<Failure> refusal, long validUntil) {}
}
