/**
 * The status page: static files for everybody who reaches the management port, and one JSON document for whom the hub
 * lets {@code get} it. Keeps nothing but the last snapshots of the feeds: rates and latencies are computed by the page
 * from one document to the next. Entry point: {@link io.clustergateway.status.StatusPage}, the module.
 */
@NullMarked
package io.clustergateway.status;

import org.jspecify.annotations.NullMarked;
