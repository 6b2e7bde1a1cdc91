package io.clustergateway.authn;

import io.clustergateway.kernel.contract.Caller;

/**
 * Somebody, for a while.
 *
 * @param validUntil reading of the ticker
 */
record Authenticated(Caller caller, long validUntil) {}
