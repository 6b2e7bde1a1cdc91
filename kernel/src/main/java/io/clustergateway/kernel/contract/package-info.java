/**
 * What crosses the bus: deeply immutable records, passed by reference. Nothing here does anything but hold and check
 * values; credentials are masked in every {@code toString}.
 */
@NullMarked
package io.clustergateway.kernel.contract;

import org.jspecify.annotations.NullMarked;
