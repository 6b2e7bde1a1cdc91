package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A healthy member asked at a fixed rate, alone and beside another that is asked as well: a healthy one, and bad ones. Both
 * rates are of an open loop, so that an answer that hangs holds no later question back.
 */
public final class Beside {
    private static final int RATE = 300;
    private static final int BESIDE_RATE = 100;
    private static final long PATIENCE_MILLIS = 1_000;
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final CertificateAuthority ca = CertificateAuthority.create("members");
    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final Map<String, String> cases = new LinkedHashMap<>();

    private Beside(Path folder) {
        this.folder = folder;
    }

    /** Arguments: rounds, and seconds of each. */
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createTempDirectory("beside");
        try {
            new Beside(folder).run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0);
    }

    private void run(int rounds, int seconds) throws Exception {
        Path clusters = Files.createDirectory(folder.resolve("clusters"));
        Issued good = ca.issueServer(List.of("127.0.0.1"));
        int healthy = member(good, Beside::answer);
        put(clusters, "healthy", healthy);
        put(clusters, "other", member(good, Beside::answer));
        put(clusters, "slow", member(good, request -> vertx.setTimer(5_000, id -> answer(request))));
        put(clusters, "expired", member(ca.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), Beside::answer));
        put(clusters, "misnamed", member(ca.issueServer(List.of("elsewhere.example")), Beside::answer));
        put(clusters, "dead", ManyMembers.freePort());
        Process frozen = frozenProcess(good, clusters);
        Link cut = new Link(healthy);
        put(clusters, "cut", cut.port());
        Files.writeString(folder.resolve("tokens.csv"), "caller-token,caller,caller,\"callers\"\n");
        cases.put("alone", "");
        for (String name : List.of("other", "frozen", "cut", "dead", "slow", "expired", "misnamed")) {
            cases.put("beside " + name, name);
        }
        int port = ManyMembers.freePort();
        try (GatewayProcess gateway = GatewayProcess.serve(folder.resolve("log"), flags(clusters, port))) {
            Caller caller = caller(port);
            untilServed(caller, gateway);
            caller.body(path("frozen"), 5_000).await();
            caller.body(path("cut"), 5_000).await();
            signal(frozen, "STOP");
            cut.silence();
            new Load(vertx, caller, "other", RATE).run(Duration.ofSeconds(20));
            measure(caller, caller(port), rounds, seconds, gateway);
        } finally {
            frozen.destroyForcibly();
            cut.close();
        }
    }

    private Caller caller(int port) {
        return new Caller(vertx, port, true, Optional.empty(), Map.of("Authorization", "Bearer caller-token"));
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

    private List<String> flags(Path clusters, int port) {
        return List.of(
                "--clusters-from=" + clusters,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--management-port=0",
                "--cert-dir=" + folder,
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--health-probe-interval=5s",
                "--allow-loopback-members");
    }

    private void untilServed(Caller caller, GatewayProcess gateway) throws Exception {
        for (int i = 0; i < 600 && gateway.isAlive(); i++) {
            try {
                caller.body(path("healthy"), 2_000).await();
                return;
            } catch (Exception notYet) {
                ManyMembers.pause(Duration.ofMillis(100));
            }
        }
        throw new IllegalStateException("the gateway did not serve:\n" + Files.readString(folder.resolve("log")));
    }

    /** A server in a process of its own, to be stopped by a signal with its connections open. */
    private Process frozenProcess(Issued serving, Path clusters) throws Exception {
        serving.writeTo(folder, "frozen");
        int port = ManyMembers.freePort();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Frozen.class.getName(),
                        folder.resolve("frozen").toString(),
                        "" + port)
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        put(clusters, "frozen", port);
        return process;
    }

    private static void signal(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    static String path(String member) {
        return "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + member + "/proxy" + PODS;
    }

    private static void answer(HttpServerRequest request) {
        request.response().putHeader("content-type", "application/json").end("{\"kind\":\"PodList\",\"items\":[]}");
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

    private void put(Path clusters, String name, int port) throws Exception {
        JsonObject labels = new JsonObject().put("cluster.core.oam.dev/cluster-credential-type", "ServiceAccountToken");
        JsonObject secret = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("metadata", new JsonObject().put("name", name).put("labels", labels))
                .put(
                        "data",
                        new JsonObject()
                                .put("endpoint", base64("https://127.0.0.1:" + port))
                                .put("ca.crt", base64(ca.certificatePem()))
                                .put("token", base64("token")));
        Files.writeString(clusters.resolve(name + ".json"), secret.encode());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static long patienceMillis() {
        return PATIENCE_MILLIS;
    }
}
