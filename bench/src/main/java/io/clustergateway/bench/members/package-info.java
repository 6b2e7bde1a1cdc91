/**
 * What many members and bad members cost, by the real program. {@code bench/members} and {@code bench/beside} run it and say
 * what they print.
 */
@NullMarked
package io.clustergateway.bench.members;

import org.jspecify.annotations.NullMarked;
