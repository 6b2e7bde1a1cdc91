/**
 * TCP links between two servers of a test: {@link io.clustergateway.testkit.link.Link} can be cut and mended; a
 * {@link io.clustergateway.testkit.link.FaultyLink} is spoiled by toxics, {@link io.clustergateway.testkit.link.InProcessLink}
 * in this process.
 */
@NullMarked
package io.clustergateway.testkit.link;

import org.jspecify.annotations.NullMarked;
