/**
 * What a member's credential must be allowed there so that rules can take effect: {@link
 * io.clustergateway.rules.tools.rbac.MemberRbac} writes it as manifests.
 */
@NullMarked
package io.clustergateway.rules.tools.rbac;

import org.jspecify.annotations.NullMarked;
