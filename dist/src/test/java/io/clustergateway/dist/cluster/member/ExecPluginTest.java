package io.clustergateway.dist.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.kubeconfig.Kubeconfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExecPluginTest {
    @TempDir
    private Path folder;

    @Test
    void tellsThePluginOfItsClusterWhereItsConfigurationAsks() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "CA");

        JsonObject told = told("""
                {server: "https://one.example:6443/", certificate-authority: ca.pem, tls-server-name: inner,
                 proxy-url: "socks5://proxy:1080", disable-compression: true,
                 extensions: [{name: other, extension: {a: 1}},
                              {name: client.authentication.k8s.io/exec, extension: {audience: members}}]}
                """, "provideClusterInfo: true");

        assertThat(told.getJsonObject("spec").getJsonObject("cluster")).isEqualTo(new JsonObject("""
                {"server": "https://one.example:6443/", "certificate-authority-data": "Q0E=", "tls-server-name": "inner",
                 "proxy-url": "socks5://proxy:1080", "disable-compression": true, "config": {"audience": "members"}}
                """));
    }

    @Test
    void tellsItThatNothingIsVerified() throws IOException {
        JsonObject told = told("{server: \"https://one\", insecure-skip-tls-verify: true}", "provideClusterInfo: true");

        assertThat(told.getJsonObject("spec").getJsonObject("cluster"))
                .isEqualTo(new JsonObject().put("server", "https://one").put("insecure-skip-tls-verify", true));
    }

    @Test
    void tellsItNothingUnasked() throws IOException {
        JsonObject told = told("{server: \"https://one\", certificate-authority-data: Q0E=}", "args: []");

        assertThat(told.getJsonObject("spec").fieldNames()).containsExactly("interactive");
    }

    /** What a plugin found in its environment. */
    private JsonObject told(String cluster, String more) throws IOException {
        Path info = folder.resolve("info");
        Path plugin = Files.writeString(folder.resolve("plugin"), """
                #!/bin/sh
                printf %%s "$KUBERNETES_EXEC_INFO" > '%s'
                echo '{"status": {"token": "t"}}'
                """.formatted(info));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        Path file = Files.writeString(
                folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: one
                contexts: [{name: one, context: {cluster: one, user: plugged}}]
                clusters:
                - name: one
                  cluster: %s
                users:
                - name: plugged
                  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, %s}}
                """.formatted(cluster.strip().replace("\n", " "), more));
        KubeContext context = Kubeconfig.load("--kubeconfig", Optional.of(file)).context(Optional.empty());

        assertThat(MemberCredential.operator(context).data()).containsEntry("token", "t");
        return new JsonObject(Files.readString(info));
    }
}
