/**
 * The pocket API server: one process, in memory, close enough to Kubernetes that kubectl and informers work on it.
 * It records what it saw, so that a test can say what a hub or a member was really sent.
 * Entry points: {@link io.clustergateway.testkit.pocket.PocketApiServer}, {@code PocketHub}, {@code PocketMember}, {@code Kubeconfig}.
 */
@NullMarked
package io.clustergateway.testkit.pocket;

import org.jspecify.annotations.NullMarked;
