package io.clustergateway.kernel.contract;

import io.clustergateway.kernel.Failure;
import java.util.Optional;

/**
 * The caller, and the refusal if they may not. That nobody knows the caller (401), or that the hub does not answer
 * (503), is no answer but a failed question.
 *
 * @param refusal 403 in kube-apiserver's words, empty when everything asked for is allowed
 * @param validUntil reading of {@link io.clustergateway.kernel.Ticker} past which it must be asked again
 */
public record AccessAnswer(Caller caller, Optional<Failure> refusal, long validUntil) {}
