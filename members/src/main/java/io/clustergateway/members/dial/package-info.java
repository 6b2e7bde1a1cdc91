/**
 * How a connection to a member comes to be: the guard over the addresses dialled, proxies, and the Vert.x transport that
 * puts both under Vert.x's own clients. The only room, with {@code konnectivity}, that touches Vert.x's transport SPI.
 */
@NullMarked
package io.clustergateway.members.dial;

import org.jspecify.annotations.NullMarked;
