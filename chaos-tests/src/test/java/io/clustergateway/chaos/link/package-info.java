/** Which form of faulty links this machine has: Toxiproxy in a container, by its address, or this process. */
@NullMarked
package io.clustergateway.chaos.link;

import org.jspecify.annotations.NullMarked;
