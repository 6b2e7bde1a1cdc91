/**
 * Asks the servers of external rules who a caller is. {@link io.clustergateway.identity.external.Exchangers} is the entry;
 * whatever is not a full and right answer is a refusal that names the rule. The format and every failure are described in
 * {@code docs/external-exchanger.md}.
 */
@NullMarked
package io.clustergateway.identity.external;

import org.jspecify.annotations.NullMarked;
