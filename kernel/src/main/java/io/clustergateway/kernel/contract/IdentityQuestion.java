package io.clustergateway.kernel.contract;

/**
 * Who is this caller at this member?
 *
 * @param cluster resolved, so that member and annotation rules are of one version
 * @param request what is asked of the member
 * @param path of the request as the member will see it, without the query; begins with a slash
 * @param requested whether the request itself turned identity passing on ({@code ?impersonate=true})
 */
public record IdentityQuestion(Caller caller, Cluster cluster, Attributes request, String path, boolean requested) {}
