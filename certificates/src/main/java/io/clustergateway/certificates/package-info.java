/**
 * X.509 as the gateway serves and shows it: reading and writing PEM, and the one place where certificates are issued. {@link
 * io.clustergateway.certificates.Pair} is what is served or shown, {@link io.clustergateway.certificates.Authority} signs it.
 */
@NullMarked
package io.clustergateway.certificates;

import org.jspecify.annotations.NullMarked;
