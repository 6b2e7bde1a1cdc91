package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A healthy member asked at a fixed rate beside another that is asked as well: a healthy one, and bad ones. Both rates are of an
 * open loop, so that an answer that hangs holds no later question back.
 */
public final class Beside {
    private static final int RATE = 300;
    private static final int BESIDE_RATE = 100;
    private static final long SEED = 1;

    /** More at once, so that all is compiled sooner. */
    private static final int WARM_UP_RATE = 2_000;

    private static final int WARM_UP_SECONDS = 3;
    private static final int MOST_WARM_UPS = 8;

    /** Of a core: a compiler that takes less is no rival of what is measured. */
    private static final double SETTLED = 0.01;

    private static final Duration SETTLING = Duration.ofMillis(500);

    /** Twice the same comparison: how much the second differs from it is what this machine cannot tell apart. */
    private static final String CASES = "other,frozen,cut,dead,slow,expired,misnamed,same";

    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final Stand stand;
    private final Path folder;
    private final Map<String, String> cases = new LinkedHashMap<>();
    private final Map<String, Process> processes = new HashMap<>();

    private Beside(Stand stand) {
        this.stand = stand;
        this.folder = stand.folder;
    }

    /** Arguments: rounds, and seconds of each. */
    public static void main(String... arguments) throws Exception {
        try (Stand stand = new Stand("caller")) {
            new Beside(stand).run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        }
        System.exit(0);
    }

    private void run(int rounds, int seconds) throws Exception {
        Issued good = stand.ca.issueServer(List.of("127.0.0.1"));
        int healthy = nginx("healthy", good, Cores.measured());
        nginx("other", good, Cores.rest());
        nginx("same", good, Cores.rest());
        member("slow", good, 5_000);
        member("expired", stand.ca.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), 0);
        member("misnamed", stand.ca.issueServer(List.of("elsewhere.example")), 0);
        stand.put("dead", ManyMembers.freePort());
        member("frozen", good, 0);
        Link cut = new Link(healthy);
        stand.put("cut", cut.port());
        for (String name : System.getProperty("cases", CASES).split(",")) {
            cases.put("beside " + name, name);
        }
        int port = ManyMembers.freePort();
        try (GatewayProcess gateway = stand.gateway("gateway", port);
                CallerProcess another = new CallerProcess(stand, Cores.beside(), "caller", port)) {
            Caller caller = stand.caller("caller", port);
            stand.untilServed(caller, gateway, "gateway");
            for (String name : List.of("other", "same", "frozen", "cut")) {
                stand.untilServed(caller, gateway, "gateway", name);
            }
            signal(processes.get("frozen"), "STOP");
            cut.silence();
            Cores.gateway(gateway);
            Cores.bench();
            H2Load load = new H2Load(
                    folder.resolve("h2load"),
                    Cores.measured(),
                    "https://127.0.0.1:" + port + path("healthy"),
                    "caller-token");
            warmUp(load, another, gateway);
            Cores.compilers(gateway);
            print(measure(load, another, rounds, seconds, gateway));
        } finally {
            processes.values().forEach(Process::destroyForcibly);
            cut.close();
        }
    }

    private void warmUp(H2Load load, CallerProcess another, GatewayProcess gateway) throws Exception {
        double share = 1;
        for (int i = 0; i < MOST_WARM_UPS && share > SETTLED; i++) {
            Duration compiled = gateway.compiling();
            long from = System.nanoTime();
            for (String name : cases.values()) {
                another.start(name, BESIDE_RATE);
                load.run(WARM_UP_RATE, WARM_UP_SECONDS);
                another.stop();
            }
            share = (double) gateway.compiling().minus(compiled).toNanos() / (System.nanoTime() - from);
        }
        System.out.printf("warmed up: the gateway's compiler takes %.0f%% of a core%n", share * 100);
    }

    private Map<String, Rounds> measure(
            H2Load load, CallerProcess another, int rounds, int seconds, GatewayProcess gateway) throws Exception {
        Map<String, Rounds> results = new LinkedHashMap<>();
        List<Map.Entry<String, String>> order = new ArrayList<>(cases.entrySet());
        order.forEach(one -> results.put(one.getKey(), new Rounds(new ArrayList<>())));
        Random random = new Random(SEED);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Map.Entry<String, String> one : order) {
                another.start(one.getValue(), BESIDE_RATE);
                ManyMembers.pause(SETTLING);
                Duration cpu = gateway.cpu();
                Load.Result result = load.run(RATE, seconds);
                result = result.with(gateway.cpu().minus(cpu).toMillis() / 10.0 / seconds, another.stop());
                results.get(one.getKey()).results().add(result);
            }
        }
        return results;
    }

    private static void print(Map<String, Rounds> results) {
        String row = "%-16s %8s %8s %8s %12s %8s %8s %13s%n";
        System.out.printf(row, "healthy member", "p50 ms", "p99 ms", "x other", "95 % in", "errors", "CPU", "beside");
        Rounds other = results.get("beside other");
        results.forEach((name, rounds) -> {
            Rounds.Interval interval = rounds.interval(other);
            System.out.printf(
                    row,
                    name,
                    decimals(rounds.percentile(0.5)),
                    decimals(rounds.percentile(0.99)),
                    decimals(rounds.ratio(other)),
                    decimals(interval.low()) + "-" + decimals(interval.high()),
                    rounds.sum(Load.Result::errors),
                    "%.1f%%".formatted(rounds.median(Load.Result::cpu)),
                    rounds.sum(result -> result.beside().good()) + "/"
                            + rounds.sum(result -> result.beside().asked()));
        });
    }

    private static String decimals(double value) {
        return "%.2f".formatted(value);
    }

    /** The member of the measured requests, or one that is like it; returns its port. */
    private int nginx(String name, Issued serving, List<String> wrapper) throws Exception {
        serving.writeTo(folder, name);
        int port = ManyMembers.freePort();
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(Nginx.command(Files.createTempDirectory(folder, "nginx"), folder.resolve(name), port));
        processes.put(name, stand.start(command));
        stand.put(name, port);
        return port;
    }

    /** A member in a process of its own. */
    private void member(String name, Issued serving, int delayMillis) throws Exception {
        serving.writeTo(folder, name);
        int port = ManyMembers.freePort();
        String pair = folder.resolve(name).toString();
        processes.put(name, stand.beside(Member.class, Cores.rest(), pair, "" + port, "" + delayMillis));
        stand.put(name, port);
    }

    private static void signal(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    static String path(String member) {
        return "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + member + "/proxy" + PODS;
    }
}
