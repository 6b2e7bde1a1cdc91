/**
 * The TLS side: certificates served and rotated, certificates collected, the port shared among instances, connections
 * that idle. Entry point: {@link io.clustergateway.forwarder.listener.Listener}.
 */
@NullMarked
package io.clustergateway.forwarder.listener;

import org.jspecify.annotations.NullMarked;
