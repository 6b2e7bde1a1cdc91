/**
 * Credentials from plugins, as client-go's exec authentication has them: {@link
 * io.clustergateway.registry.exec.PluginCredentials} runs what the operator allows, once for each member, until its
 * credential nears its end or is refused.
 */
@NullMarked
package io.clustergateway.registry.exec;

import org.jspecify.annotations.NullMarked;
