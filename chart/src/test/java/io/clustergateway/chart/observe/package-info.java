/**
 * Dashboard and alerts: {@code AlertRulesTest} tries each alert by promtool, {@code QueriesTest} runs every expression on a
 * real Prometheus that scrapes real replicas under load, {@code PicturesTest} takes the pictures of docs/observe.md of it.
 */
@NullMarked
package io.clustergateway.chart.observe;

import org.jspecify.annotations.NullMarked;
