/**
 * What the gateway says about its own API: discovery in both forms, OpenAPI in both versions. Static, made once; entry
 * point: {@link io.clustergateway.forwarder.api.ApiDocuments}.
 */
@NullMarked
package io.clustergateway.forwarder.api;

import org.jspecify.annotations.NullMarked;
