/**
 * The add-on {@code cluster-gateway} of Open Cluster Management: each member's ManagedClusterAddOn says how the member is,
 * its Lease is renewed, and tokens of a ManagedServiceAccount become members' credentials, all by one elected replica.
 * Entry point: {@link io.clustergateway.addon.OcmAddon}, the module.
 */
@NullMarked
package io.clustergateway.addon;

import org.jspecify.annotations.NullMarked;
