/**
 * Who asks, may they, and who are they at the member: questions for other modules, their answers kept as long as those
 * say. Entry points: {@link io.clustergateway.forwarder.access.CredentialsReader}, {@link
 * io.clustergateway.forwarder.access.Reviews}, {@link io.clustergateway.forwarder.access.Access} and {@link
 * io.clustergateway.forwarder.access.Identities}.
 */
@NullMarked
package io.clustergateway.forwarder.access;

import org.jspecify.annotations.NullMarked;
