/**
 * The listener and the bytes: TLS, HTTP/1.1 and HTTP/2 on one port, discovery, and the way of each request from the
 * front door to its member. Entry point: {@link io.clustergateway.forwarder.ProxyForwarder}, the module.
 */
@NullMarked
package io.clustergateway.forwarder;

import org.jspecify.annotations.NullMarked;
