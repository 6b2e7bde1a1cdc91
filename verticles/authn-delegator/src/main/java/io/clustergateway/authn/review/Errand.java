package io.clustergateway.authn.review;

import io.clustergateway.kernel.trace.Continuation;
import java.util.Optional;

/**
 * On whose behalf the hub is asked.
 *
 * @param deadline reading of the ticker by which the answer has to be here
 * @param trace of the request, if somebody records it
 */
public record Errand(long deadline, Optional<Continuation> trace) {}
