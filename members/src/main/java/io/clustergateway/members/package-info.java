/**
 * From a member cluster to connections: TLS by the member's own trust and credential, one set of clients for each
 * version of them, closed when the member leaves. Entry point: {@link io.clustergateway.members.MemberConnections}.
 */
@NullMarked
package io.clustergateway.members;

import org.jspecify.annotations.NullMarked;
