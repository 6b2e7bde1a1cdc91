/**
 * {@code cluster-gateway migrate}: what changes for a hub when this program takes the place of the Go program
 * oam-dev/cluster-gateway. {@link io.clustergateway.dist.migrate.MigrateCommand} is the way in. Nothing is changed
 * anywhere.
 */
@NullMarked
package io.clustergateway.dist.migrate;

import org.jspecify.annotations.NullMarked;
