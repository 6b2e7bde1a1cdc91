package io.clustergateway.kernel.ops;

import java.util.regex.Pattern;

/**
 * Writes the bounds of the Go program's histograms as its library does, {@code le="1"} where this one has {@code le="1.0"}. To
 * a Prometheus before version 3 these are other series, and queries that name a bucket would find nothing.
 */
final class GoBuckets {
    private static final Pattern WHOLE = Pattern.compile("(?m)^(ocm_proxy_\\w+_bucket\\{.*?\\ble=\"\\d+)\\.0(?=\"})");

    private GoBuckets() {}

    /** @param exposition in either text form */
    static String in(String exposition) {
        return WHOLE.matcher(exposition).replaceAll("$1");
    }
}
