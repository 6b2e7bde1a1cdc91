package io.clustergateway.kernel.contract;

/**
 * Who is this caller at this member?
 *
 * @param cluster resolved, so that member and annotation rules are of one version
 * @param request what is asked of the member
 * @param requested whether the request itself turned identity passing on ({@code ?impersonate=true})
 */
public record IdentityQuestion(Caller caller, Cluster cluster, Attributes request, boolean requested) {}
