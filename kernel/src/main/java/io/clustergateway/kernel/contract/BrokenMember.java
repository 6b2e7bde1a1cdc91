package io.clustergateway.kernel.contract;

/**
 * A Secret that is labelled as a member and cannot be used.
 *
 * @param fault what is wrong and what was expected, without any of the Secret's data
 */
public record BrokenMember(String name, String uid, String resourceVersion, String fault) implements Member {}
