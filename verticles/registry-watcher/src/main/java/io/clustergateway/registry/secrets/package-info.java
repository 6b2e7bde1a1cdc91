/**
 * From a Secret to a member. {@link io.clustergateway.registry.secrets.SecretReader} is the only place that sees a
 * Secret whole: what it returns holds white-listed metadata, and credentials only where they are masked.
 */
@NullMarked
package io.clustergateway.registry.secrets;

import org.jspecify.annotations.NullMarked;
