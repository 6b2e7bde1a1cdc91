/**
 * A kubelet's streaming server: exec, attach, logs and port-forward over HTTPS and SPDY/3.1, framed by netty's codec.
 * Entry point: {@link io.clustergateway.testkit.kubelet.KubeletStandIn}. Commands are processes of this machine in a
 * folder that plays the container's root.
 */
@NullMarked
package io.clustergateway.testkit.kubelet;

import org.jspecify.annotations.NullMarked;
