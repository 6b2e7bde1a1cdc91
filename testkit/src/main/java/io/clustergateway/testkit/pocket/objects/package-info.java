/**
 * The pocket API server's memory: typed tables of JSON objects with versions, history and watches, and the rules
 * by which they change (selectors, patches, server-side apply). Knows nothing of HTTP.
 * Entry points: {@link io.clustergateway.testkit.pocket.objects.Resources}, {@link io.clustergateway.testkit.pocket.objects.ResourceTable}.
 */
@NullMarked
package io.clustergateway.testkit.pocket.objects;

import org.jspecify.annotations.NullMarked;
