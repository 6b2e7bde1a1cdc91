package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with members and callers, and gateways that serve them without a hub. */
final class Stand implements AutoCloseable {
    final CertificateAuthority ca = CertificateAuthority.create("members");
    final Vertx vertx = Vertx.vertx();
    final Path folder;
    private final Path clusters;

    /** Callers have the token {@code NAME-token}. */
    Stand(String... callers) throws IOException {
        folder = Files.createTempDirectory("stand");
        clusters = Files.createDirectory(folder.resolve("clusters"));
        List<String> lines = new ArrayList<>();
        for (String caller : callers) {
            lines.add("%1$s-token,%1$s,%1$s,\"callers\"".formatted(caller));
        }
        Files.write(folder.resolve("tokens.csv"), lines);
    }

    /** One more member, on loopback. */
    void put(String name, int port) throws IOException {
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

    /** A gateway, not necessarily serving yet. */
    GatewayProcess gateway(String name, int port, String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of(
                "--clusters-from=" + clusters,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--management-port=0",
                "--cert-dir=" + folder,
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--health-probe-interval=5s",
                "--allow-loopback-members"));
        flags.addAll(List.of(more));
        return GatewayProcess.serve(log(name), flags);
    }

    Caller caller(String name, int port) {
        return new Caller(vertx, port, true, Optional.empty(), Map.of("Authorization", "Bearer " + name + "-token"));
    }

    void untilServed(Caller caller, GatewayProcess gateway, String name) throws IOException, InterruptedException {
        untilServed(caller, gateway, name, "healthy");
    }

    void untilServed(Caller caller, GatewayProcess gateway, String name, String member)
            throws IOException, InterruptedException {
        for (int i = 0; i < 600 && gateway.isAlive(); i++) {
            try {
                caller.body(Beside.path(member), 2_000).await();
                return;
            } catch (Exception notYet) {
                ManyMembers.pause(Duration.ofMillis(100));
            }
        }
        throw new IllegalStateException("the gateway did not serve:\n" + Files.readString(log(name)));
    }

    /** Another class of this package in a process of its own, ended with this one. */
    Process beside(Class<?> main, List<String> wrapper, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(command(main, arguments));
        return start(command);
    }

    /** Any command, ended with this process. */
    Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /** What starts another class of this package. */
    List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        vertx.close().await();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
