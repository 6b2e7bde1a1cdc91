/** How fuzz targets read their input, so that a corpus is text that people can read, write and mutate. */
@NullMarked
package io.clustergateway.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
