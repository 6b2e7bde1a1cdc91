/**
 * How answers of our own reach a client, whatever its HTTP version and however much of its body is unread. Entry point:
 * {@link io.clustergateway.forwarder.wire.Responses}.
 */
@NullMarked
package io.clustergateway.forwarder.wire;

import org.jspecify.annotations.NullMarked;
