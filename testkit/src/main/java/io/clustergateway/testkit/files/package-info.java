/** Files of tests. */
@NullMarked
package io.clustergateway.testkit.files;

import org.jspecify.annotations.NullMarked;
