/**
 * What commands that look and change nothing ({@code doctor}, {@code migrate check}) tell: a {@link
 * io.clustergateway.dist.report.Check} each, in sections, for people and for programs; and how they read what the hub has.
 */
@NullMarked
package io.clustergateway.dist.report;

import org.jspecify.annotations.NullMarked;
