/**
 * From an admitted request to the member and back: headers rewritten, bytes streamed by Vert.x Web Proxy, upgrades
 * tunnelled. Entry point: {@link io.clustergateway.forwarder.upstream.Upstream}; it asks the front door through {@link
 * io.clustergateway.forwarder.upstream.Admission}.
 */
@NullMarked
package io.clustergateway.forwarder.upstream;

import org.jspecify.annotations.NullMarked;
