package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;

/**
 * A member, or a pod behind it, opens itself to other origins at most; under the hub's origin it would open the hub. So
 * kube-apiserver takes these from what it proxies (apimachinery proxy/upgradeaware.go corsRemovingTransport).
 */
final class Origins {
    private static final String PREFIX = "access-control-";

    private Origins() {}

    static void strip(MultiMap answer) {
        List<String> names = answer.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                .toList();
        names.forEach(answer::remove);
    }
}
