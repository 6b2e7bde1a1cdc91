/**
 * The client side of a konnectivity proxy server: the stream {@code ProxyService/Proxy} of
 * kubernetes-sigs/apiserver-network-proxy. {@code konnectivity.proto} beside this package holds its messages; they are read and
 * written by hand over protobuf's coded streams, and tested against protobuf itself.
 */
@NullMarked
package io.clustergateway.members.konnectivity;

import org.jspecify.annotations.NullMarked;
