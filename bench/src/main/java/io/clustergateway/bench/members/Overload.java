package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one who asks too much costs another caller of the same member: quiet and under each attack, by turns. Each attack is made at
 * another gateway of the same member as well: what that costs is the machine's and the member's, not the gateway's.
 */
public final class Overload {
    private static final int RATE = 200;
    private static final int MEBIBYTE = 1 << 20;
    private static final String QUIET = "quiet";
    private static final String ELSEWHERE = " elsewhere";
    private static final String ATTACKS = "slowloris,resets,reader,flood";

    /** Those that make a gateway do what it does not do for an ordinary caller. */
    private static final List<String> WARMING = List.of("resets", "flood");

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int MOST_WARM_UPS = 8;

    /** Of a core: a compiler that takes less than this is no rival of what is measured. */
    private static final double SETTLED = 0.1;

    /** An attacker's CPU is another machine's in life; here it gets what is left. */
    private static final List<String> LAST = List.of("nice", "-n", "19");

    private Overload() {}

    /** Arguments: rounds, and seconds of each. */
    public static void main(String... arguments) throws Exception {
        try (Stand stand = new Stand("other", "flood")) {
            Issued serving = stand.ca.issueServer(List.of("127.0.0.1"));
            stand.put("healthy", member(stand, serving, request -> answer(stand, request)));
            stand.put("big", member(stand, serving, Overload::big));
            int port = ManyMembers.freePort();
            int elsewhere = ManyMembers.freePort();
            try (GatewayProcess gateway = stand.gateway("gateway", port);
                    GatewayProcess another = stand.gateway("another", elsewhere)) {
                stand.untilServed(stand.caller("other", port), gateway, "gateway");
                stand.untilServed(stand.caller("other", elsewhere), another, "another");
                for (String attack : WARMING) {
                    warmUp(stand, List.of(gateway, another), List.of(port, elsewhere), attack);
                }
                print(measure(
                        stand,
                        gateway,
                        new Ports(port, elsewhere),
                        Integer.parseInt(arguments[0]),
                        Duration.ofSeconds(Integer.parseInt(arguments[1]))));
            }
        }
        System.exit(0);
    }

    /** Of the gateway that is measured, and of the one that the same attack goes to beside it. */
    private record Ports(int gateway, int elsewhere) {}

    /** All have compiled what the attack makes them do before anything is measured, or nearly all of it. */
    private static void warmUp(Stand stand, List<GatewayProcess> gateways, List<Integer> ports, String name)
            throws Exception {
        List<Process> attacks = new ArrayList<>();
        for (int port : ports) {
            attacks.add(stand.beside(Attack.class, LAST, name, String.valueOf(port)));
        }
        double share = 1;
        for (int i = 0; i < MOST_WARM_UPS && share > SETTLED; i++) {
            Duration before = compiling(gateways);
            long from = System.nanoTime();
            for (int port : ports) {
                new Load(stand.vertx, stand.caller("other", port), "healthy", RATE).run(WARM_UP.dividedBy(2));
            }
            share = (double) compiling(gateways).minus(before).toNanos() / (System.nanoTime() - from);
        }
        System.out.printf("warmed up by %s: compilers take %.0f%% of a core%n", name, share * 100);
        for (Process attack : attacks) {
            attack.destroyForcibly().waitFor();
        }
    }

    /** Of the gateways and of the measuring process. */
    private static Duration compiling(List<GatewayProcess> gateways) throws IOException {
        Duration all = GatewayProcess.compiling(ProcessHandle.current().pid());
        for (GatewayProcess gateway : gateways) {
            all = all.plus(gateway.compiling());
        }
        return all;
    }

    private static List<String> cases() {
        List<String> cases = new ArrayList<>(List.of(QUIET));
        for (String attack : System.getProperty("cases", ATTACKS).split(",")) {
            cases.add(attack);
            cases.add(attack + ELSEWHERE);
        }
        return cases;
    }

    /** @param compiling the gateway's compiler's CPU in per cent of a core */
    private record Round(Load.Result result, double compiling, long heap, long resident) {}

    private static Map<String, List<Round>> measure(
            Stand stand, GatewayProcess gateway, Ports ports, int rounds, Duration time) throws Exception {
        Map<String, List<Round>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String name : cases()) {
                Caller caller = stand.caller("other", ports.gateway());
                caller.body(Beside.path("healthy"), 5_000).await();
                Optional<Process> attack = attack(stand, name, ports);
                ManyMembers.pause(Duration.ofSeconds(attack.isEmpty() ? 1 : 5));
                Duration cpu = gateway.cpu();
                Duration compiled = gateway.compiling();
                Load.Result result = new Load(stand.vertx, caller, "healthy", RATE).run(time);
                double used = gateway.cpu().minus(cpu).toMillis() / 10.0 / time.toSeconds();
                double compiling = gateway.compiling().minus(compiled).toMillis() / 10.0 / time.toSeconds();
                long resident = gateway.residentMib();
                long heap = gateway.liveMib();
                all.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(new Round(result.with(used, result.beside()), compiling, heap, resident));
                if (attack.isPresent()) {
                    attack.get().destroyForcibly().waitFor();
                }
                ManyMembers.pause(Duration.ofSeconds(3));
            }
        }
        return all;
    }

    private static Optional<Process> attack(Stand stand, String name, Ports ports) throws Exception {
        if (name.equals(QUIET)) {
            return Optional.empty();
        }
        int port = name.endsWith(ELSEWHERE) ? ports.elsewhere() : ports.gateway();
        return Optional.of(stand.beside(Attack.class, LAST, name.replace(ELSEWHERE, ""), String.valueOf(port)));
    }

    private static void print(Map<String, List<Round>> all) {
        System.out.printf(
                "%-20s %8s %8s %8s %11s %8s %8s %9s %10s %10s%n",
                "other",
                "p50 ms",
                "p99 ms",
                "x quiet",
                "x elsewhere",
                "errors",
                "CPU",
                "compiler",
                "live MiB",
                "RSS MiB");
        double quiet = pooled(all.get("quiet"), 0.99);
        all.forEach((name, rounds) -> System.out.printf(
                "%-20s %8.2f %8.2f %8.2f %11s %8d %7.1f%% %8.1f%% %10d %10d%n",
                name,
                pooled(rounds, 0.5),
                pooled(rounds, 0.99),
                pooled(rounds, 0.99) / quiet,
                all.containsKey(name + ELSEWHERE)
                        ? "%.2f".formatted(pooled(rounds, 0.99) / pooled(all.get(name + ELSEWHERE), 0.99))
                        : "",
                rounds.stream().mapToInt(round -> round.result().errors()).sum(),
                rounds.stream()
                        .mapToDouble(round -> round.result().cpu())
                        .average()
                        .orElse(0),
                rounds.stream().mapToDouble(Round::compiling).average().orElse(0),
                rounds.stream().mapToLong(Round::heap).max().orElse(0),
                rounds.stream().mapToLong(Round::resident).max().orElse(0)));
    }

    private static double pooled(List<Round> rounds, double share) {
        return Load.Result.percentile(rounds.stream().map(Round::result), share);
    }

    static int member(Stand stand, Issued serving, io.vertx.core.Handler<HttpServerRequest> answer) {
        return Member.server(stand.vertx, serving, answer);
    }

    private static void answer(Stand stand, HttpServerRequest request) {
        if (request.uri().equals("/held")) {
            stand.vertx.setTimer(500, id -> request.response().end("{}"));
        } else {
            request.response().putHeader("content-type", "application/json").end("{\"kind\":\"PodList\",\"items\":[]}");
        }
    }

    /** Its health is asked every few seconds, and must not be the load that is measured. */
    private static void big(HttpServerRequest request) {
        if (request.uri().endsWith("/pods")) {
            pour(request, 1024);
        } else {
            request.response().end("ok");
        }
    }

    private static void pour(HttpServerRequest request, int mebibytes) {
        request.response().setChunked(true);
        pour(request, mebibytes, Buffer.buffer(new byte[MEBIBYTE]));
    }

    private static void pour(HttpServerRequest request, int left, Buffer chunk) {
        if (left == 0) {
            request.response().end();
        } else {
            request.response().write(chunk).onSuccess(written -> pour(request, left - 1, chunk));
        }
    }
}
