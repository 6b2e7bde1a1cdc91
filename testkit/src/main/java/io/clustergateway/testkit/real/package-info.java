/**
 * Real Kubernetes on loopback: etcd and kube-apiserver as processes, with certificates made at run time.
 * Entry points: {@link io.clustergateway.testkit.real.RealKubernetesExtension} for tests, {@link
 * io.clustergateway.testkit.real.RealApiServer} without JUnit. The binaries come from build/kubernetes-assets.sh.
 */
@NullMarked
package io.clustergateway.testkit.real;

import org.jspecify.annotations.NullMarked;
