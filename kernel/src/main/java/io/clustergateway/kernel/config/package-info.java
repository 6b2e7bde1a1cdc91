/**
 * Configuration: flags and a YAML file become one tree ({@link io.clustergateway.kernel.config.SettingsLoader}), and
 * each module reads its own section through {@link io.clustergateway.kernel.config.Settings}, which knows the full path
 * and the origin of every key, and refuses keys nobody read.
 */
@NullMarked
package io.clustergateway.kernel.config;

import org.jspecify.annotations.NullMarked;
