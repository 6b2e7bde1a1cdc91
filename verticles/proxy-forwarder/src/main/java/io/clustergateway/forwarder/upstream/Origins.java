package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;

/**
 * What keeps answers of members apart from the hub in a browser. A member, or a pod behind it, opens itself to other origins
 * at most; under the hub's origin it would open the hub. So kube-apiserver takes these from what it proxies (apimachinery
 * proxy/upgradeaware.go corsRemovingTransport). And what a pod calls text is text, and no page or script of the hub's.
 */
final class Origins {
    private static final String PREFIX = "access-control-";

    private Origins() {}

    static void close(MultiMap answer) {
        List<String> names = answer.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                .toList();
        names.forEach(answer::remove);
        answer.set("x-content-type-options", "nosniff");
    }
}
