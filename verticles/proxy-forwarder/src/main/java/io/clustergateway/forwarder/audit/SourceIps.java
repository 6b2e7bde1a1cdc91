package io.clustergateway.forwarder.audit;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** Where a request came from, as kube-apiserver lists it (apimachinery util/net SourceIPs): only the last one is certain. */
final class SourceIps {
    private static final int MOST = 32;

    private SourceIps() {}

    static List<String> of(HttpServerRequest request) {
        List<String> ips = new ArrayList<>();
        String forwarded = request.getHeader("x-forwarded-for");
        if (forwarded != null) {
            for (String part : forwarded.split(",", MOST + 1)) {
                String ip = part.strip();
                if (isIp(ip) && ips.size() < MOST) {
                    ips.add(ip);
                }
            }
        }
        String real = request.getHeader("x-real-ip");
        if (real != null && isIp(real.strip()) && !ips.contains(real.strip())) {
            ips.add(real.strip());
        }
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        if (peer != null && (ips.isEmpty() || !ips.get(ips.size() - 1).equals(peer))) {
            ips.add(peer);
        }
        return ips;
    }

    /** Never resolves a name. */
    private static boolean isIp(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }
}
