package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Headers of an answer that http-proxy reads and fails or errs on: a Cache-Control or Expires that it cannot parse fails the
 * whole answer, a dated Warning is dropped. They bypass it.
 */
record SetAside(List<String> cacheControl, List<String> warnings) {
    private static final Pattern PUBLIC = Pattern.compile("(?i)(?<![\\w-])public(?![\\w-])");
    static final SetAside NOTHING = new SetAside(List.of(), List.of());

    /** Takes them out before http-proxy sees the answer. */
    static SetAside from(MultiMap answer) {
        SetAside taken =
                new SetAside(List.copyOf(answer.getAll("cache-control")), List.copyOf(answer.getAll("warning")));
        answer.remove("cache-control").remove("warning");
        return taken;
    }

    void restore(ProxyResponse answer, Exchange exchange) {
        cacheControl.forEach(value -> answer.headers().add("cache-control", forOne(value)));
        if (!warnings.isEmpty()) {
            // A response has one such handler, and this one takes the place of another's.
            exchange.response().headersEndHandler(head -> {
                exchange.response().putHeader("warning", warnings);
                exchange.beginning();
            });
        }
    }

    /** What a member lets everybody keep was still answered to one caller: theirs to keep, and no cache's between. */
    private static String forOne(String value) {
        return PUBLIC.matcher(value).replaceAll("private");
    }
}
