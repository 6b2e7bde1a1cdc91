package io.clustergateway.kernel.config;

/**
 * A key of the configuration that somebody reads.
 *
 * @param path in the tree, with dots
 * @param expected what it may hold, in words
 * @param absent what holds without it; empty for nothing
 */
public record KnownKey(String path, String expected, String absent) {}
