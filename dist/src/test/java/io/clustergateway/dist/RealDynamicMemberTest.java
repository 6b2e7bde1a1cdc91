package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that issues certificates, tokens and both in turn, to a real member. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class RealDynamicMemberTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    @TempDir
    private Path folder;

    @Test
    void everyKindOfIssuedCredentialIsProxiedAndRotatedWithoutAFailedRequest() throws IOException {
        Path calls = Files.createFile(folder.resolve("calls"));
        Path plugin = Files.writeString(folder.resolve("plugin"), """
                #!/bin/bash
                echo call >> %s
                end=$(date -u -d '+3 seconds' +%%Y-%%m-%%dT%%H:%%M:%%S.%%NZ)
                sed "s/THEN/$end/" "%s/answer-$(($(wc -l < %s) %% 3))"
                """.formatted(calls, folder, calls));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        try (RealRig rig =
                new RealRig(hub.server(), member.server(), Map.of("registry.allowExecPlugin", plugin.toString()))) {
            writeAnswers(rig);
            JsonObject exec = new JsonObject()
                    .put("apiVersion", "client.authentication.k8s.io/v1beta1")
                    .put("command", plugin.toString());
            rig.putDynamicMember("dynamic", exec.encode());
            await().until(() -> get(rig) == 200);
            Map<Integer, Integer> statuses = new TreeMap<>();
            try (RunningCommand watch = rig.kubectlAt("dynamic").start("get", "namespaces", "-w", "-o", "name")) {
                await().until(() -> watch.out().contains("namespace/default"));
                while (Files.readAllLines(calls).size() < 8) {
                    statuses.merge(get(rig), 1, Integer::sum);
                }
                member.server()
                        .request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"seen\"}}")
                        .expectSuccess();
                await().atMost(Duration.ofSeconds(5)).until(() -> watch.out().contains("namespace/seen"));
            }
            assertThat(statuses).containsOnlyKeys(200);
            assertThat(statuses.get(200)).isGreaterThan(100);
        }
    }

    private void writeAnswers(RealRig rig) throws IOException {
        String token = rig.memberAdminToken("plugged");
        Issued client = member.server().adminCertificate();
        JsonObject both = new JsonObject()
                .put("token", token)
                .put("clientCertificateData", client.certificatePem())
                .put("clientKeyData", client.keyPem());
        JsonObject certificate = both.copy();
        certificate.remove("token");
        write("answer-0", new JsonObject().put("token", token));
        write("answer-1", certificate);
        write("answer-2", both);
    }

    private void write(String name, JsonObject status) throws IOException {
        JsonObject answer = new JsonObject()
                .put("kind", "ExecCredential")
                .put("apiVersion", "client.authentication.k8s.io/v1beta1")
                .put("status", status.put("expirationTimestamp", "THEN"));
        Files.writeString(folder.resolve(name), answer.encode());
    }

    private static int get(RealRig rig) {
        return rig.pastTheHub("admin", RealRig.proxyPath("dynamic") + "/api/v1/namespaces", "system:masters")
                .getKey();
    }
}
