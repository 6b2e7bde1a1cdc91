package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.migrate.StartLine;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.junit.PocketHubExtension;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/** Every line by which the Go program is started in its own samples starts this one. */
final class GoFlagLinesTest {
    @RegisterExtension
    static final PocketHubExtension hub = PocketHubExtension.create();

    @TempDir
    private static Path dir;

    private static Path kubeconfig;

    /** A line of the samples. */
    record Line(String source, List<String> ignored, List<String> arguments) {
        @Override
        public String toString() {
            return source;
        }
    }

    @BeforeAll
    static void mountFiles() throws IOException {
        CertificateAuthority ca = CertificateAuthority.create("samples");
        Issued pair = ca.issueServer(List.of("gateway-service.default.svc"));
        Files.writeString(dir.resolve("ca.crt"), ca.certificatePem());
        pair.writeTo(dir, "tls");
        pair.writeTo(dir, "apiserver");
        Files.writeString(dir.resolve("config.yaml"), GoSamples.text("config.yaml"));
        kubeconfig = dir.resolve("hub.kubeconfig");
        hub.hub().kubeconfig(hub.server().admin()).writeTo(kubeconfig);
    }

    static Stream<Line> lines() {
        return GoSamples.rows("flag-lines.txt").map(row -> new Line(row.get(0), words(row.get(1)), words(row.get(2))));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void isTaken(Line line) {
        StartLine taken = StartLineReader.read(mounted(line));
        assertThat(taken.refused()).isEmpty();
        assertThat(taken.ignored())
                .hasSameSizeAs(line.ignored())
                .allMatch(told -> line.ignored().stream().anyMatch(name -> told.startsWith("--" + name + ":")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void starts(Line line) {
        JsonObject tree = StartLineReader.read(mounted(line)).tree();
        tree.mergeIn(
                new JsonObject()
                        .put("serving", new JsonObject().put("securePort", 0).put("bindAddress", "127.0.0.1"))
                        .put("management", new JsonObject().put("port", 0))
                        .put("hub", new JsonObject().put("kubeconfig", kubeconfig.toString())),
                true);
        Vertx vertx = Vertx.vertx(Running.options());
        try {
            Gateway gateway = new Gateway(vertx, tree, Map.of());
            gateway.start().await();
            assertThat(gateway.securePort()).isPositive();
            gateway.stop().await();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void everyFlagOfItsBinaryIsKnown() {
        CommandSpec serve = ServeCommand.spec();
        assertThat(GoSamples.rows("flags.txt").map(row -> "--" + row.get(0)))
                .hasSizeGreaterThan(90)
                .allSatisfy(flag -> assertThat(serve.findOption(flag)).as(flag).isNotNull());
    }

    @Test
    void aFlagOfNobodyAndABadValueAreRefused() {
        assertThat(StartLineReader.read(
                                List.of("--secret-namespaces=a", "--secure-port=many", "--feature-gates=Nobodys=true"))
                        .refused())
                .anySatisfy(told -> assertThat(told).startsWith("unknown flag: --secret-namespaces (did you mean "))
                .anySatisfy(told -> assertThat(told).startsWith("--secure-port: many (expected:"))
                .anySatisfy(told -> assertThat(told).contains("unrecognized feature gate: Nobodys"));
    }

    private static List<String> mounted(Line line) {
        return line.arguments().stream()
                .map(word -> word.replace("{dir}", dir.toString()))
                .toList();
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}
