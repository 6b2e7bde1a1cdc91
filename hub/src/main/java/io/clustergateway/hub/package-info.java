/**
 * The hub's API server behind the official Kubernetes client, which stays in this room. {@link
 * io.clustergateway.hub.HubApi} asks and informs in raw JSON, so that fields of newer servers never matter; whatever
 * happens on the client's threads arrives on the Vert.x context of whoever asked.
 */
@NullMarked
package io.clustergateway.hub;

import org.jspecify.annotations.NullMarked;
