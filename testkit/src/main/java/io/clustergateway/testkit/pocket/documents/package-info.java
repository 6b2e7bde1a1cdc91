/**
 * What the pocket API server says about itself and how it prints objects: discovery, OpenAPI, Tables.
 * Pure functions of the served types and of objects; knows nothing of HTTP.
 * Entry points: {@code Discovery}, {@code OpenApi}, {@code Tables}.
 */
@NullMarked
package io.clustergateway.testkit.pocket.documents;

import org.jspecify.annotations.NullMarked;
