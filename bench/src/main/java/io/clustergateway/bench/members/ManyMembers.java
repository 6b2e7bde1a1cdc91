package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The program before a real hub of many member Secrets; each member is the same server under another name. */
public final class ManyMembers {
    private static final String GATEWAYS = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways";
    private static final String SECRETS = "/api/v1/namespaces/vela-system/secrets";
    private static final int CHANGES = 1_000;
    private static final int LISTS = 10;
    private static final Duration REST = Duration.ofSeconds(10);

    private final CertificateAuthority ca = CertificateAuthority.create("member");
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong versions = new AtomicLong();
    private final RealApiServer hub;
    private final int member;
    private int made;

    private ManyMembers(RealApiServer hub) {
        this.hub = hub;
        this.member = member();
    }

    /** Arguments: numbers of members, rising. */
    public static void main(String... counts) throws Exception {
        int exit = 1;
        try (RealApiServer hub = RealApiServer.launch("hub")) {
            ManyMembers bench = new ManyMembers(hub);
            System.out.printf(
                    "%-8s %-7s %9s %9s %9s %9s %12s %14s %12s %12s%n",
                    "members",
                    "probes",
                    "ready s",
                    "RSS MiB",
                    "live MiB",
                    "idle CPU",
                    "CPU a change",
                    "change to watch",
                    "list ms",
                    "page ms");
            for (String count : counts) {
                bench.members(Integer.parseInt(count));
                bench.measure("0");
                bench.measure("15s");
            }
            exit = 0;
        } catch (IllegalStateException e) {
            System.err.println("Error: " + e.getMessage());
        }
        System.exit(exit);
    }

    private void measure(String interval) throws Exception {
        int port = freePort();
        int management = freePort();
        Caller plain = new Caller(vertx, management, false, Optional.empty(), Map.of());
        Caller admin = new Caller(vertx, port, true, Optional.of(hub.adminCertificate()), Map.of());
        Path log = hub.directory().resolve("gateway-" + made + "-" + interval + ".log");
        long from = System.nanoTime();
        try (GatewayProcess gateway = GatewayProcess.serve(
                log,
                List.of(
                        "--kubeconfig=" + hub.adminKubeconfig(),
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--management-port=" + management,
                        "--cert-dir=" + hub.directory(),
                        "--allow-loopback-members",
                        "--health-probe-interval=" + interval))) {
            while (!isReady(plain)) {
                if (!gateway.isAlive() || System.nanoTime() - from > 60e9) {
                    throw new IllegalStateException("the gateway did not get ready, see " + log);
                }
                pause(Duration.ofMillis(20));
            }
            double ready = (System.nanoTime() - from) / 1e9;
            int listed = items(admin.body(GATEWAYS, 20_000).await());
            if (listed != made) {
                throw new IllegalStateException(listed + " members listed when ready (expected: " + made + ")");
            }
            if (!interval.equals("0")) {
                untilProbed(admin);
            }
            pause(REST);
            double idle = share(gateway, REST);
            long resident = gateway.residentMib();
            long live = gateway.liveMib();
            String change = changes(gateway, admin, idle);
            System.out.printf(
                    "%-8d %-7s %9.2f %9d %9d %8.1f%% %s %12.1f %12.1f%n",
                    made,
                    interval,
                    ready,
                    resident,
                    live,
                    100 * idle,
                    change,
                    lists(admin, ""),
                    lists(admin, "?limit=500"));
        }
    }

    private static boolean isReady(Caller plain) {
        try {
            return plain.get("/readyz", 1_000).await().statusCode() == 200;
        } catch (Exception notYet) {
            return false;
        }
    }

    private void untilProbed(Caller admin) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (System.nanoTime() < deadline) {
            String all = admin.body(GATEWAYS, 20_000).await().toString();
            if (all.split("\"healthy\":true", -1).length - 1 == made) {
                return;
            }
            pause(Duration.ofSeconds(1));
        }
        throw new IllegalStateException("not every member was found healthy in 90 s");
    }

    /** Label after label, each as soon as a watch through the gateway has told of the last. */
    private String changes(GatewayProcess gateway, Caller admin, double idle) throws Exception {
        WatchedLabels watch = new WatchedLabels(
                admin,
                GATEWAYS + "?watch=true&resourceVersion="
                        + admin.body(GATEWAYS + "?limit=1", 20_000)
                                .await()
                                .toJsonObject()
                                .getJsonObject("metadata")
                                .getString("resourceVersion"));
        long[] took = new long[CHANGES];
        Duration before = gateway.cpu();
        long begun = System.nanoTime();
        for (int i = 0; i < CHANGES; i++) {
            String value = "v" + versions.incrementAndGet();
            hub.request(
                            "PATCH",
                            SECRETS + "/m" + (i * 37 % made),
                            "{\"metadata\":{\"labels\":{\"measure\":\"" + value + "\"}}}")
                    .expectSuccess();
            long written = System.nanoTime();
            watch.await(value);
            took[i] = System.nanoTime() - written;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = gateway.cpu().minus(before).toMillis() / 1e3 - idle * seconds;
        Arrays.sort(took);
        return "%9.0f us %11.2f ms".formatted(cpu / CHANGES * 1e6, took[CHANGES / 2] / 1e6);
    }

    private static double lists(Caller admin, String query) throws Exception {
        long[] took = new long[LISTS];
        for (int i = 0; i < LISTS; i++) {
            long from = System.nanoTime();
            admin.body(GATEWAYS + query, 20_000).await();
            took[i] = System.nanoTime() - from;
        }
        Arrays.sort(took);
        return took[LISTS / 2] / 1e6;
    }

    private static double share(GatewayProcess gateway, Duration time) throws Exception {
        Duration before = gateway.cpu();
        pause(time);
        return gateway.cpu().minus(before).toMillis() / (double) time.toMillis();
    }

    private static int items(Buffer list) {
        return list.toJsonObject().getJsonArray("items").size();
    }

    private void members(int count) throws InterruptedException {
        if (made == 0) {
            hub.request("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"vela-system\"}}")
                    .expectSuccess();
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        IntStream.range(made, count)
                .forEach(i -> threads.execute(
                        () -> hub.request("POST", SECRETS, secret("m" + i)).expectSuccess()));
        threads.shutdown();
        if (!threads.awaitTermination(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the hub did not take " + count + " Secrets in 5 minutes");
        }
        made = count;
    }

    private String secret(String name) {
        JsonObject labels = new JsonObject().put("cluster.core.oam.dev/cluster-credential-type", "ServiceAccountToken");
        return new JsonObject()
                .put("metadata", new JsonObject().put("name", name).put("labels", labels))
                .put(
                        "data",
                        new JsonObject()
                                .put("endpoint", base64("https://127.0.0.1:" + member))
                                .put("ca.crt", base64(ca.certificatePem()))
                                .put("token", base64("t".repeat(900))))
                .encode();
    }

    private int member() {
        Issued serving = ca.issueServer(List.of("127.0.0.1"));
        return vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(serving.certificatePem()))
                                .addKeyValue(Buffer.buffer(serving.keyPem()))))
                .requestHandler(request -> request.response().end("ok"))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
