/**
 * The port for operators beside the secure one: {@link io.clustergateway.kernel.management.ManagementPort}, a module
 * like any other.
 */
@NullMarked
package io.clustergateway.kernel.management;

import org.jspecify.annotations.NullMarked;
