package io.clustergateway.forwarder.upstream;

import java.util.OptionalLong;

/**
 * How long the member took.
 *
 * @param connect nanoseconds until there was a connection to send the request by; empty when there was none
 * @param firstByte nanoseconds from there to the head of its answer; empty when there was none
 */
public record Times(OptionalLong connect, OptionalLong firstByte) {
    /** It was not asked. */
    public static final Times NONE = new Times(OptionalLong.empty(), OptionalLong.empty());
}
