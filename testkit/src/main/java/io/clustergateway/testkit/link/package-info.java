/**
 * A TCP link between two servers of a test that can be cut and mended: {@link io.clustergateway.testkit.link.Link}.
 */
@NullMarked
package io.clustergateway.testkit.link;

import org.jspecify.annotations.NullMarked;
