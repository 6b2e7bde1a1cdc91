/** {@code doctor why}: the whole way of one request, told from the audit logs of hub, gateway and member. */
@NullMarked
package io.clustergateway.dist.doctor.why;

import org.jspecify.annotations.NullMarked;
