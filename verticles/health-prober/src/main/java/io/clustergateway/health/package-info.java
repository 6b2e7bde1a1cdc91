/**
 * How the members are: one timer for each, results in their Secrets by one elected replica, and the subresource {@code
 * clustergateways/health}. Entry point: {@link io.clustergateway.health.HealthProber}, the module.
 */
@NullMarked
package io.clustergateway.health;

import org.jspecify.annotations.NullMarked;
