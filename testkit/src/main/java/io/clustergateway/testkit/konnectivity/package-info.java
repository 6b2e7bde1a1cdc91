/** A stand-in for the proxy server of kubernetes-sigs/apiserver-network-proxy with its agents. */
@NullMarked
package io.clustergateway.testkit.konnectivity;

import org.jspecify.annotations.NullMarked;
