/**
 * Where the global rules come from: files of a mount, read by Vert.x Config when the mount changes ({@link
 * io.clustergateway.identity.reload.RuleReload}), compiled whole, and replaced whole or not at all.
 */
@NullMarked
package io.clustergateway.identity.reload;

import org.jspecify.annotations.NullMarked;
