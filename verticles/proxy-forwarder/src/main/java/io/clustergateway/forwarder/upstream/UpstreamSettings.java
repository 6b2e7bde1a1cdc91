package io.clustergateway.forwarder.upstream;

import java.time.Duration;

/**
 * What an operator may set about the way to members.
 *
 * @param headTimeout from the request to the head of the member's answer; streams have no limit after it
 * @param userAgent sent when the client names none; empty for none
 */
public record UpstreamSettings(Duration headTimeout, String userAgent) {}
