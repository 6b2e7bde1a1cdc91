package io.clustergateway.kernel.contract;

/**
 * Which identity rules are in force. Whoever keeps answers of {@code identity.exchange} forgets them all when it changes.
 *
 * @param version of the global rules, empty while there are none
 */
public record RulesVersion(String version) {}
