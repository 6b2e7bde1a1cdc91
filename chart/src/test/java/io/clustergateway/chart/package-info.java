/**
 * Tries the chart with real Helm: {@link io.clustergateway.chart.Manifests} renders it, the tests look at what came out,
 * and {@code RealHubTest} installs it in a real API server.
 */
@NullMarked
package io.clustergateway.chart;

import org.jspecify.annotations.NullMarked;
