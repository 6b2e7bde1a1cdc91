/**
 * What a request line is about. Pure: {@link io.clustergateway.forwarder.request.RequestTarget} reads it for the gateway,
 * {@link io.clustergateway.forwarder.request.RequestInfo} reads the part meant for a member as kube-apiserver would.
 */
@NullMarked
package io.clustergateway.forwarder.request;

import org.jspecify.annotations.NullMarked;
