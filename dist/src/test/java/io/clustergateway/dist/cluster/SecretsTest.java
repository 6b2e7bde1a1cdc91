package io.clustergateway.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.member.MemberCredential;
import io.clustergateway.dist.cluster.member.MemberSecret;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SecretsTest {
    private static final JsonObject CLUSTER = new JsonObject()
            .put("server", "https://one.example:6443/")
            .put("certificate-authority-data", base64("CA"))
            .put("proxy-url", "socks5://u:pass@proxy")
            .put("tls-server-name", "inner");

    @Test
    void aMembersSecretHoldsWhatItsKubeconfigSays() {
        JsonObject secret = draft(CLUSTER, false, false).written("ns", MemberCredential.token("t"));

        assertThat(data(secret))
                .containsOnly(
                        Map.entry("endpoint", "https://one.example:6443"),
                        Map.entry("ca.crt", "CA"),
                        Map.entry("proxy-url", "socks5://u:pass@proxy"),
                        Map.entry("tls-server-name", "inner"),
                        Map.entry("token", "t"));
        assertThat(secret.getJsonObject("metadata").getJsonObject("labels").getMap())
                .containsEntry("cluster.core.oam.dev/cluster-credential-type", "ServiceAccountToken")
                .containsEntry("cluster.core.oam.dev/cluster-endpoint-type", "Const")
                .containsEntry("cluster.core.oam.dev/provider", "kind")
                .containsEntry("region", "eu");
        assertThat(MemberSecret.shown(secret).encode())
                .doesNotContain(base64("t"))
                .doesNotContain(base64("socks5://u:pass@proxy"));
    }

    @Test
    void aClusterProxyMemberIsReachedByItsNameAlone() {
        JsonObject secret = draft(CLUSTER, true, false).written("ns", MemberCredential.token("t"));
        assertThat(data(secret)).containsOnlyKeys("ca.crt", "tls-server-name", "token");
        assertThat(Secrets.label(secret, "cluster-endpoint-type")).isEqualTo("ClusterProxy");
    }

    @Test
    void anUnverifiedMemberNeedsToBeAskedFor() {
        JsonObject insecure = new JsonObject().put("server", "https://one").put("insecure-skip-tls-verify", true);
        assertThatThrownBy(() -> draft(insecure, false, false).written("ns", MemberCredential.token("t")))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--allow-insecure");
        assertThat(data(draft(insecure, false, true).written("ns", MemberCredential.token("t"))))
                .containsEntry("insecure-skip-tls-verify", "true");
    }

    @Test
    void labelsOfOursAreRefused() {
        assertThatThrownBy(() -> new MemberDraft(
                        "n",
                        context(CLUSTER),
                        Optional.empty(),
                        false,
                        false,
                        Map.of("cluster.core.oam.dev/provider", "x"),
                        Optional.empty(),
                        Optional.empty()))
                .isInstanceOf(StartFault.class)
                .hasMessageStartingWith("--labels: cluster.core.oam.dev/provider");
    }

    @Test
    void aRenamedMemberKeepsAllButItsStatus() {
        JsonObject known = new JsonObject("""
                {"metadata": {"name": "old", "uid": "u", "resourceVersion": "7", "labels": {"a": "b"}, "annotations": {
                  "cluster.core.oam.dev/cluster-alias": "x", "status.cluster.core.oam.dev/healthy": "true"}},
                 "data": {"token": "dA=="}}
                """);
        assertThat(Secrets.renamed(known, "new")).isEqualTo(new JsonObject("""
                {"metadata": {"name": "new", "labels": {"a": "b"}, "annotations": {
                  "cluster.core.oam.dev/cluster-alias": "x"}},
                 "data": {"token": "dA=="}}
                """));
    }

    @Test
    void aMemberJoinedAgainKeepsWhatOthersWroteAndNoFormerCredential() {
        JsonObject known = new JsonObject("""
                {"metadata": {"name": "n", "resourceVersion": "7", "annotations": {"cluster.core.oam.dev/offline": "true"}},
                 "data": {"tls.crt": "eA==", "tls.key": "eA=="}}
                """);
        JsonObject merged =
                Secrets.onto(known, draft(CLUSTER, false, false).written("ns", MemberCredential.token("t")));
        assertThat(merged.getJsonObject("metadata").getString("resourceVersion"))
                .isEqualTo("7");
        assertThat(Secrets.annotation(merged, "offline")).isEqualTo("true");
        assertThat(data(merged)).containsKey("token").doesNotContainKeys("tls.crt", "tls.key");
    }

    @Test
    void aKubeconfigForMembersKeepsThePathPrefixAndTheProxyOfTheHub() {
        JsonObject cluster =
                new JsonObject().put("server", "https://rancher/k8s/clusters/c").put("proxy-url", "http://p");
        JsonObject made = KubeconfigCommand.of(context(cluster), List.of("alpha", "beta"));
        assertThat(made.getJsonArray("clusters").getJsonObject(1)).isEqualTo(new JsonObject("""
                {"name": "beta", "cluster": {"proxy-url": "http://p", "server":
                  "https://rancher/k8s/clusters/c/apis/cluster.core.oam.dev/v1alpha1/clustergateways/beta/proxy"}}
                """));
        assertThat(made.getJsonArray("users")).hasSize(1);
    }

    private static MemberDraft draft(JsonObject cluster, boolean clusterProxy, boolean allowInsecure) {
        return new MemberDraft(
                "n",
                context(cluster),
                Optional.empty(),
                clusterProxy,
                allowInsecure,
                Map.of("region", "eu"),
                Optional.empty(),
                Optional.of("kind"));
    }

    private static KubeContext context(JsonObject cluster) {
        return new KubeContext("test", "ctx", "c", cluster, "u", new JsonObject().put("token", "t"));
    }

    private static Map<String, String> data(JsonObject secret) {
        return secret.getJsonObject("data").stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new String(
                                Base64.getDecoder().decode(String.valueOf(entry.getValue())), StandardCharsets.UTF_8)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
