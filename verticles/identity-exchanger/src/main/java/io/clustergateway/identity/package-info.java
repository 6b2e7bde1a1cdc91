/**
 * Decides who a caller is at a member. {@link io.clustergateway.identity.IdentityExchanger} is the module; it answers
 * {@code identity.exchange} and knows neither sockets nor the hub.
 */
@NullMarked
package io.clustergateway.identity;

import org.jspecify.annotations.NullMarked;
