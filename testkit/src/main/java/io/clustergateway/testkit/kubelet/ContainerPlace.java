package io.clustergateway.testkit.kubelet;

import java.util.concurrent.Executor;

/** What one container consists of, with the threads its processes' streams are copied by. */
record ContainerPlace(ContainerFiles files, ContainerLog log, Executor threads) {}
