package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.Issued;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gateway's CPU for a request without an audit log and with one in a file, by turns, each in a process of its own. */
public final class AuditCost {
    private static final int RATE = 800;

    private AuditCost() {}

    /** Arguments: rounds, and seconds of each. */
    public static void main(String... arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Duration time = Duration.ofSeconds(Integer.parseInt(arguments[1]));
        Map<String, double[]> micros = new LinkedHashMap<>();
        Map<String, double[]> p99 = new LinkedHashMap<>();
        try (Stand stand = new Stand("other")) {
            Issued serving = stand.ca.issueServer(List.of("127.0.0.1"));
            stand.put(
                    "healthy",
                    Overload.member(
                            stand, serving, request -> request.response().end("{}")));
            Map<String, String[]> ways = new LinkedHashMap<>();
            ways.put("off", new String[0]);
            for (String mode : List.of("batch", "blocking")) {
                String file = stand.folder.resolve(mode + ".audit").toString();
                ways.put(mode, new String[] {"--audit-log-path=" + file, "--audit-log-mode=" + mode});
            }
            Map<String, GatewayProcess> gateways = new LinkedHashMap<>();
            Map<String, Caller> callers = new LinkedHashMap<>();
            try {
                for (String way : ways.keySet()) {
                    int port = ManyMembers.freePort();
                    gateways.put(way, stand.gateway(way, port, ways.get(way)));
                    callers.put(way, stand.caller("other", port));
                    stand.untilServed(callers.get(way), gateways.get(way), way);
                    new Load(stand.vertx, callers.get(way), "healthy", RATE).run(Duration.ofSeconds(15));
                    micros.put(way, new double[rounds]);
                    p99.put(way, new double[rounds]);
                }
                for (int round = 0; round < rounds; round++) {
                    for (String way : ways.keySet()) {
                        Duration before = gateways.get(way).cpu();
                        Load.Result result = new Load(stand.vertx, callers.get(way), "healthy", RATE).run(time);
                        long nanos = gateways.get(way).cpu().minus(before).toNanos();
                        micros.get(way)[round] = nanos / 1e3 / result.millis().length;
                        p99.get(way)[round] = result.percentile(0.99);
                    }
                }
            } finally {
                gateways.values().forEach(GatewayProcess::close);
            }
        }
        System.out.printf("%-10s %16s %10s %10s%n", "audit log", "CPU us/request", "x off", "p99 ms");
        double off = median(micros.get("off"));
        micros.forEach((way, all) -> System.out.printf(
                "%-10s %16.0f %10.2f %10.2f%n", way, median(all), median(all) / off, median(p99.get(way))));
        System.exit(0);
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
