package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A healthy member asked at a fixed rate, alone and beside another that is asked as well: a healthy one, and bad ones. Both
 * rates are of an open loop, so that an answer that hangs holds no later question back.
 */
public final class Beside {
    private static final int RATE = 300;
    private static final int BESIDE_RATE = 100;
    private static final long PATIENCE_MILLIS = 1_000;
    /** Twice the same comparison: how much the second differs from it is what this machine cannot tell apart. */
    private static final String CASES = "other,frozen,cut,dead,slow,expired,misnamed,same";

    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final Stand stand;
    private final Vertx vertx;
    private final Path folder;
    private final Map<String, String> cases = new LinkedHashMap<>();

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
        int healthy = member(good, Beside::answer);
        stand.put("healthy", healthy);
        stand.put("other", member(good, Beside::answer));
        stand.put("same", member(good, Beside::answer));
        stand.put("slow", member(good, request -> vertx.setTimer(5_000, id -> answer(request))));
        stand.put("expired", member(stand.ca.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), Beside::answer));
        stand.put("misnamed", member(stand.ca.issueServer(List.of("elsewhere.example")), Beside::answer));
        stand.put("dead", ManyMembers.freePort());
        Process frozen = frozenProcess(good);
        Link cut = new Link(healthy);
        stand.put("cut", cut.port());
        cases.put("alone", "");
        for (String name : System.getProperty("cases", CASES).split(",")) {
            cases.put("beside " + name, name);
        }
        int port = ManyMembers.freePort();
        try (GatewayProcess gateway = stand.gateway("gateway", port)) {
            Caller caller = stand.caller("caller", port);
            stand.untilServed(caller, gateway, "gateway");
            caller.body(path("frozen"), 5_000).await();
            caller.body(path("cut"), 5_000).await();
            signal(frozen, "STOP");
            cut.silence();
            Caller another = stand.caller("caller", port);
            new Load(vertx, caller, "other", RATE).run(Duration.ofSeconds(20));
            for (String name : List.copyOf(cases.values()).subList(1, cases.size())) {
                new Load(vertx, another, name, BESIDE_RATE).run(Duration.ofSeconds(6));
            }
            measure(caller, another, rounds, seconds, gateway);
        } finally {
            frozen.destroyForcibly();
            cut.close();
        }
    }

    private void measure(Caller caller, Caller another, int rounds, int seconds, GatewayProcess gateway)
            throws Exception {
        Map<String, List<Load.Result>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, String> one : cases.entrySet()) {
                Load beside =
                        new Load(vertx, another, one.getValue(), one.getValue().isEmpty() ? 0 : BESIDE_RATE);
                beside.start();
                ManyMembers.pause(Duration.ofMillis(1_000));
                Duration cpu = gateway.cpu();
                Load.Result result = new Load(vertx, caller, "healthy", RATE).run(Duration.ofSeconds(seconds));
                result = result.with(gateway.cpu().minus(cpu).toMillis() / 10.0 / seconds, beside.stop());
                results.computeIfAbsent(one.getKey(), key -> new ArrayList<>()).add(result);
            }
        }
        print(results);
    }

    private static void print(Map<String, List<Load.Result>> results) {
        System.out.printf(
                "%-16s %8s %8s %8s %8s %8s %8s %9s %9s%n",
                "healthy member", "p50 ms", "p99 ms", "pooled", "x alone", "x other", "errors", "CPU", "beside");
        double alone = pooled(results.get("alone"), 0.99);
        double other = pooled(results.get("beside other"), 0.99);
        results.forEach((name, rounds) -> System.out.printf(
                "%-16s %8.2f %8.2f %8.2f %8.2f %8.2f %8d %8.1f%% %9s%n",
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
                rounds.stream().mapToInt(Load.Result::errors).sum(),
                median(rounds.stream().mapToDouble(Load.Result::cpu).toArray()),
                rounds.stream().mapToInt(result -> result.beside().good()).sum() + "/"
                        + rounds.stream()
                                .mapToInt(result -> result.beside().asked())
                                .sum()));
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

    /** A server in a process of its own, to be stopped by a signal with its connections open. */
    private Process frozenProcess(Issued serving) throws Exception {
        serving.writeTo(folder, "frozen");
        int port = ManyMembers.freePort();
        Process process =
                stand.beside(Frozen.class, List.of(), folder.resolve("frozen").toString(), String.valueOf(port));
        stand.put("frozen", port);
        return process;
    }

    private static void signal(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    static String path(String member) {
        return "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + member + "/proxy" + PODS;
    }

    private static void answer(HttpServerRequest request) {
        if (!request.response().closed()) {
            request.response().putHeader("content-type", "application/json").end("{\"kind\":\"PodList\",\"items\":[]}");
        }
    }

    private int member(Issued serving, Handler<HttpServerRequest> answer) {
        return server(vertx, serving.certificatePem(), serving.keyPem(), 0, answer);
    }

    static int server(Vertx vertx, String certificate, String key, int port, Handler<HttpServerRequest> answer) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate))
                                .addKeyValue(Buffer.buffer(key))))
                .requestHandler(answer)
                .listen(port, "127.0.0.1")
                .await()
                .actualPort();
    }

    static long patienceMillis() {
        return PATIENCE_MILLIS;
    }
}
