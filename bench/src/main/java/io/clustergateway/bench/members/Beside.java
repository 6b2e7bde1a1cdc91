package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A healthy member asked at a fixed rate, alone and beside another that is asked as well: a healthy one, and bad ones. Both
 * rates are of an open loop, so that an answer that hangs holds no later question back.
 */
public final class Beside {
    private static final int RATE = 300;
    private static final int BESIDE_RATE = 100;
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int DRAWS = 400;
    private static final long SEED = 1;
    /** Twice the same comparison: how much the second differs from it is what this machine cannot tell apart. */
    private static final String CASES = "other,frozen,cut,dead,slow,expired,misnamed,same";

    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final Stand stand;
    private final Vertx vertx;
    private final Path folder;
    private final Map<String, String> cases = new LinkedHashMap<>();
    private final Map<String, Process> processes = new HashMap<>();

    private Beside(Stand stand) {
        this.stand = stand;
        this.vertx = stand.vertx;
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
        int healthy = member("healthy", good, 0);
        member("other", good, 0);
        member("same", good, 0);
        member("slow", good, 5_000);
        member("expired", stand.ca.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), 0);
        member("misnamed", stand.ca.issueServer(List.of("elsewhere.example")), 0);
        stand.put("dead", ManyMembers.freePort());
        member("frozen", good, 0);
        Link cut = new Link(healthy);
        stand.put("cut", cut.port());
        cases.put("alone", "");
        for (String name : System.getProperty("cases", CASES).split(",")) {
            cases.put("beside " + name, name);
        }
        int port = ManyMembers.freePort();
        try (GatewayProcess gateway = stand.gateway("gateway", port);
                CallerProcess another = new CallerProcess(stand, "caller", port)) {
            Caller caller = stand.caller("caller", port);
            stand.untilServed(caller, gateway, "gateway");
            for (String name : List.of("other", "same", "frozen", "cut")) {
                stand.untilServed(caller, gateway, "gateway", name);
            }
            signal(processes.get("frozen"), "STOP");
            cut.silence();
            new Load(vertx, caller, "other", RATE).run(Duration.ofSeconds(20));
            for (String name : List.copyOf(cases.values()).subList(1, cases.size())) {
                another.start(name, BESIDE_RATE);
                ManyMembers.pause(Duration.ofSeconds(6));
                another.stop();
            }
            measure(caller, another, rounds, seconds, gateway);
        } finally {
            processes.values().forEach(Process::destroyForcibly);
            cut.close();
        }
    }

    private void measure(Caller caller, CallerProcess another, int rounds, int seconds, GatewayProcess gateway)
            throws Exception {
        Map<String, List<Load.Result>> results = new LinkedHashMap<>();
        List<Map.Entry<String, String>> order = new ArrayList<>(cases.entrySet());
        order.forEach(one -> results.put(one.getKey(), new ArrayList<>()));
        Random random = new Random(SEED);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Map.Entry<String, String> one : order) {
                another.start(one.getValue(), one.getValue().isEmpty() ? 0 : BESIDE_RATE);
                ManyMembers.pause(Duration.ofMillis(1_000));
                Duration cpu = gateway.cpu();
                Load.Result result = new Load(vertx, caller, "healthy", RATE).run(Duration.ofSeconds(seconds));
                result = result.with(gateway.cpu().minus(cpu).toMillis() / 10.0 / seconds, another.stop());
                results.get(one.getKey()).add(result);
            }
        }
        print(results);
    }

    private static void print(Map<String, List<Load.Result>> results) {
        System.out.printf(
                "%-16s %8s %8s %8s %8s %8s %12s %8s %9s %9s%n",
                "healthy member",
                "p50 ms",
                "p99 ms",
                "pooled",
                "x alone",
                "x other",
                "95 % in",
                "errors",
                "CPU",
                "beside");
        double alone = pooled(results.get("alone"), 0.99);
        double other = pooled(results.get("beside other"), 0.99);
        results.forEach((name, rounds) -> System.out.printf(
                "%-16s %8.2f %8.2f %8.2f %8.2f %8.2f %12s %8d %8.1f%% %9s%n",
                name,
                median(rounds.stream()
                        .mapToDouble(result -> result.percentile(0.5))
                        .toArray()),
                median(rounds.stream()
                        .mapToDouble(result -> result.percentile(0.99))
                        .toArray()),
                pooled(rounds, 0.99),
                pooled(rounds, 0.99) / alone,
                pooled(rounds, 0.99) / other,
                interval(rounds, results.get("beside other")),
                rounds.stream().mapToInt(Load.Result::errors).sum(),
                median(rounds.stream().mapToDouble(Load.Result::cpu).toArray()),
                rounds.stream().mapToInt(result -> result.beside().good()).sum() + "/"
                        + rounds.stream()
                                .mapToInt(result -> result.beside().asked())
                                .sum()));
    }

    /** Where the ratio of p99 lies in 95 of 100 draws of as many rounds, each with the other case's of the same turn. */
    private static String interval(List<Load.Result> rounds, List<Load.Result> other) {
        Random random = new Random(SEED);
        double[] ratios = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            int[] drawn = random.ints(rounds.size(), 0, rounds.size()).toArray();
            ratios[i] = pooled(pick(rounds, drawn), 0.99) / pooled(pick(other, drawn), 0.99);
        }
        Arrays.sort(ratios);
        return "%.2f-%.2f".formatted(ratios[DRAWS / 40], ratios[DRAWS - 1 - DRAWS / 40]);
    }

    private static List<Load.Result> pick(List<Load.Result> rounds, int... drawn) {
        return Arrays.stream(drawn).mapToObj(rounds::get).toList();
    }

    private static double pooled(List<Load.Result> rounds, double share) {
        double[] all = rounds.stream()
                .flatMapToDouble(result -> Arrays.stream(result.millis()))
                .sorted()
                .toArray();
        return all[(int) ((all.length - 1) * share)];
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** A member in a process of its own; returns its port. */
    private int member(String name, Issued serving, int delayMillis) throws Exception {
        serving.writeTo(folder, name);
        int port = ManyMembers.freePort();
        String pair = folder.resolve(name).toString();
        processes.put(name, stand.beside(Member.class, List.of(), pair, "" + port, "" + delayMillis));
        stand.put(name, port);
        return port;
    }

    private static void signal(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    static String path(String member) {
        return "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + member + "/proxy" + PODS;
    }

    static long patienceMillis() {
        return PATIENCE_MILLIS;
    }
}
