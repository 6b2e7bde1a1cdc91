package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Members in every state of distress behind a real hub, seen by kubectl. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class MemberHealthTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final CertificateAuthority CA = CertificateAuthority.create("member-ca");
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    /** And what kubectl itself takes to be asked. */
    private static final Duration TWO_INTERVALS = INTERVAL.multipliedBy(2).plusSeconds(1);

    private static Vertx servers;
    private static RealRig rig;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        servers = Vertx.vertx();
        try (var text = MemberHealthTest.class.getResourceAsStream("health-rbac.yaml")) {
            Path file = Files.write(folder.resolve("health-rbac.yaml"), text.readAllBytes());
            hub.server().kubectl("apply", "-f", file.toString()).expectSuccess();
        }
        rig = new RealRig(
                hub.server(),
                member.server(),
                Map.of("health.interval", "3s", "health.timeout", "500ms", "forwarder.refuseUnhealthy", "true"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> health(RealRig.MEMBER).equals("True "));
    }

    @AfterAll
    static void stop() {
        rig.close();
        servers.close().await();
    }

    @Test
    void aFrozenMemberIsFoundOutAndRefusedAtOnceAndFoundAgain() {
        Member healthy = member("healthy-beside", CA.issueServer(List.of("127.0.0.1")), MemberHealthTest::fine);
        await().until(() -> health("healthy-beside").equals("True "));
        // kubectl shows the text of a 503 only once it knows the member's discovery.
        await().until(() -> rig.kubectlAt(RealRig.MEMBER).run("get", "pods").exit() == 0);
        member.server().pause();
        try {
            await().atMost(TWO_INTERVALS).until(() -> health(RealRig.MEMBER).equals("False ConnectionTimeout"));
            assertThat(health("healthy-beside")).isEqualTo("True ");
            assertThat(rig.isServed("healthy-beside")).isTrue();
            await().untilAsserted(() -> assertThat(
                            rig.kubectlAt(RealRig.MEMBER).run("get", "pods").toString())
                    .contains("clustergateway \"member\" is not healthy: ConnectionTimeout"));
        } finally {
            member.server().resume();
        }
        await().atMost(TWO_INTERVALS).until(() -> health(RealRig.MEMBER).equals("True "));
        await().until(() -> rig.isServed(RealRig.MEMBER));
        healthy.link().close();
    }

    @Test
    void aMemberThatIsCutIsFoundOut() {
        Member cut = member("cut", CA.issueServer(List.of("127.0.0.1")), MemberHealthTest::fine);
        await().until(() -> health("cut").equals("True "));
        cut.link().silence();
        await().atMost(TWO_INTERVALS).until(() -> health("cut").equals("False ConnectionTimeout"));
        cut.link().cut();
        await().atMost(TWO_INTERVALS.multipliedBy(2))
                .until(() -> health("cut").startsWith("False Unknown: connection"));
        cut.link().mend();
        await().atMost(TWO_INTERVALS).until(() -> health("cut").equals("True "));
    }

    @Test
    void reasonsOfMembersThatAreSlowOrShowAnotherCertificate() {
        member("slow", CA.issueServer(List.of("127.0.0.1")), request -> {});
        member("expired", CA.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), MemberHealthTest::fine);
        member("mismatch", CA.issueServer(List.of("elsewhere.example")), MemberHealthTest::fine);
        member(
                "untrusted",
                CertificateAuthority.create("other").issueServer(List.of("127.0.0.1")),
                MemberHealthTest::fine);

        await().atMost(TWO_INTERVALS)
                .untilAsserted(() -> assertThat(
                                List.of(health("slow"), health("expired"), health("mismatch"), health("untrusted")))
                        .containsExactly(
                                "False ConnectionTimeout",
                                "False CertificateExpired",
                                "False CertificateMismatch",
                                "False CertificateMismatch"));
    }

    @Test
    void offlineClosesWatchesRefusesRequestsAndShows() {
        rig.putMember("off", member.server().adminCertificate());
        Kubectl kubectl = rig.kubectlAt("off");
        await().until(() -> kubectl.run("get", "pods").exit() == 0);
        try (RunningCommand watch = kubectl.start("get", "configmaps", "-A", "-w")) {
            await().until(() ->
                    watch.out().contains("kube-root-ca") || watch.out().contains("extension-apiserver"));
            assertThat(watch.isAlive()).isTrue();
            annotate("off", "cluster.core.oam.dev/offline=moving house");
            await().atMost(Duration.ofSeconds(5)).until(() -> !watch.isAlive());
        }
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(kubectl.run("get", "pods").toString())
                        .contains("clustergateway \"off\" is switched off: moving house"));
        assertThat(health("off")).isEqualTo("Offline offline: moving house");
        annotate("off", "cluster.core.oam.dev/offline-");
        await().until(() -> rig.isServed("off"));
    }

    @Test
    void healthIsReadAndWrittenAsASubresource() throws IOException {
        member("written", CA.issueServer(List.of("127.0.0.1")), MemberHealthTest::fine);
        await().until(() -> health("written").equals("True "));
        String path = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/written/health";
        Path body = Files.writeString(
                folder.resolve("health.json"), "{\"status\":{\"healthyReason\":\"said the add-on manager\"}}");

        rig.hubKubectl()
                .run("replace", "--raw", path + "?dryRun=All", "-f", body.toString())
                .expectSuccess();
        assertThat(health("written")).isEqualTo("True ");
        assertThat(rig.hubKubectl()
                        .run("replace", "--raw", path, "-f", body.toString())
                        .expectSuccess()
                        .out())
                .contains("\"healthyReason\":\"said the add-on manager\"");

        assertThat(health("written")).isEqualTo("False said the add-on manager");
        assertThat(rig.hubKubectl().run("get", "--raw", path).out()).contains("said the add-on manager");
        await().atMost(INTERVAL.multipliedBy(5)).until(() -> health("written").equals("True "));
        assertThat(rig.hubKubectl("nobody")
                        .run("replace", "--raw", path, "-f", body.toString())
                        .err())
                .contains("forbidden", "clustergateways/health");
    }

    /** The last two columns; that of the provider is blank. */
    private static String health(String name) {
        CommandResult result = rig.hubKubectl().run("get", "clustergateways", name, "-o", "wide", "--no-headers");
        String[] columns = result.out().strip().split(" {2,}");
        if (columns.length < 4) {
            return result.err();
        }
        return columns[3] + " " + (columns.length > 4 ? columns[4] : "");
    }

    private static void annotate(String name, String annotation) {
        rig.hubKubectl()
                .run("annotate", "secret", "-n", "vela-system", name, annotation)
                .expectSuccess();
    }

    private static void fine(HttpServerRequest request) {
        request.response().end("{}");
    }

    private record Member(Link link) {}

    private static Member member(String name, Issued serving, Handler<HttpServerRequest> answer) {
        int port = servers.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(serving.keyCertOptions()))
                .requestHandler(answer)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        Link link = new Link(port);
        rig.apply(hub.server(), """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: vela-system
                  labels: {cluster.core.oam.dev/cluster-credential-type: ServiceAccountToken}
                data: {endpoint: %s, ca.crt: %s, token: %s}
                """.formatted(
                name, base64("https://127.0.0.1:" + link.port()), base64(CA.certificatePem()), base64("token")));
        return new Member(link);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
