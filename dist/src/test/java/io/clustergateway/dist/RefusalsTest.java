package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is refused, with which words, and which hop is named. */
final class RefusalsTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;

    @BeforeAll
    static void start() {
        rig = new RealRig(
                hub.server(),
                member.server(),
                Map.of("identity.passing", true, "forwarder.headTimeout", "2s", "forwarder.connectTimeout", "2s"));
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void aliceWithoutRightsIsRefusedInTheReferencesWords() {
        assertThat(rig.memberKubectl("alice").run("get", "configmaps").err()).contains("Error from server (Forbidden)");
        CommandResult result = rig.hubKubectl("alice").run("get", "--raw", RealRig.proxyPath("member") + "/api");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "clustergateways.cluster.core.oam.dev \"member\" is forbidden: User \"alice\" cannot get"
                                + " resource \"clustergateways/proxy\" in API group \"cluster.core.oam.dev\" at the cluster scope");
    }

    @Test
    void withARoleSomebodyPassesAndTheMemberSeesThem() {
        rig.letUseMembers("Group", "team");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.memberKubectl("bob", "team")
                        .run("get", "configmaps")
                        .err()
                        .contains(
                                "configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group \"\""
                                        + " in the namespace \"default\""));
        rig.apply(member.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: reader-bob}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                subjects: [{kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}]
                """);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.memberKubectl("bob", "team")
                                .run("get", "configmaps")
                                .exit()
                        == 0);
    }

    @Test
    void anUnknownMemberIsNotFound() {
        ApiAnswer answer = get("nowhere", "/api");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().getJsonObject("details").getString("kind")).isEqualTo("clustergateways");
        assertThat(hop(answer)).isEqualTo("registry");
    }

    @Test
    void theHubItselfIsNoMember() {
        assertThat(get("local", "/api").status()).isEqualTo(404);
    }

    @Test
    void aMemberThatIsDownIsUnavailableAndWorthAnotherTry() {
        rig.memberLink().cut();
        try {
            ApiAnswer answer = get("member", "/api/v1/namespaces");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(hop(answer)).isEqualTo("member");
            assertThat(answer.json().getJsonObject("details").getInteger("retryAfterSeconds"))
                    .isPositive();
            ApiAnswer write = hub.server().request("POST", RealRig.proxyPath("member") + "/api/v1/namespaces", "{}");
            assertThat(write.status()).as(write.body()).isEqualTo(503);
            assertThat(write.json().getJsonObject("details").containsKey("retryAfterSeconds"))
                    .isFalse();
        } finally {
            rig.memberLink().mend();
        }
        await().until(() -> get("member", "/api/v1/namespaces").status() == 200);
    }

    @Test
    void aMemberThatDoesNotAnswerIsATimeout() {
        await().until(() -> get("member", "/api/v1/namespaces").status() == 200);
        member.server().pause();
        try {
            ApiAnswer answer = get("member", "/api/v1/namespaces");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(hop(answer)).isEqualTo("member");
        } finally {
            member.server().resume();
        }
    }

    @Test
    void aMemberWhoseCertificateIsNotTrustedIsABadGateway() {
        rig.putUntrustedMember(
                "stranger", CertificateAuthority.create("another-ca").certificatePem());
        await().until(() -> get("stranger", "/api").status() != 404);
        ApiAnswer answer = get("stranger", "/api");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(hop(answer)).isEqualTo("member");
        assertThat(answer.json().getString("message")).contains("certificate");
    }

    @Test
    void aBrokenSecretHidesNoOtherMember() {
        rig.apply(hub.server(), """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: broken
                  namespace: vela-system
                  labels: {cluster.core.oam.dev/cluster-credential-type: X509Certificate}
                stringData: {endpoint: "ftp://nowhere"}
                """);
        await().until(() -> get("broken", "/api").status() == 503);
        assertThat(hop(get("broken", "/api"))).isEqualTo("registry");
        assertThat(get("member", "/api").status()).isEqualTo(200);
        assertThat(rig.hubKubectl().run("get", "clustergateways").out()).contains("broken", "member");
    }

    @Test
    void theMembersOwnErrorsArePassedByteForByte() {
        String path = "/api/v1/namespaces/default/configmaps/none";
        assertThat(get("member", path).body())
                .isEqualTo(member.server().request("GET", path, "").body());
    }

    @Test
    void aDeletedSecretIsGoneAtOnceAndARotatedOneTakesEffect() {
        rig.putMember("rotated", member.server().createServiceAccountToken("kube-system", "gateway"));
        await().until(() -> get("rotated", "/api/v1/namespaces").status() != 404);
        assertThat(get("rotated", "/api/v1/namespaces").body()).contains("cannot impersonate");
        rig.putMember("rotated", member.server().adminCertificate());
        await().untilAsserted(() ->
                assertThat(get("rotated", "/api/v1/namespaces").body()).doesNotContain("Failure"));
        rig.hubKubectl().run("delete", "secret", "-n", "vela-system", "rotated").expectSuccess();
        await().until(() -> get("rotated", "/version").status() == 404);
    }

    @Test
    void noCredentialIsShown() {
        String shown =
                rig.hubKubectl().run("get", "clustergateways", "-o", "json").out();
        assertThat(shown).contains("X509Certificate").doesNotContain("BEGIN").doesNotContain("last-applied");
        String key = member.server()
                .adminCertificate()
                .keyPem()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(shown).doesNotContain(key);
    }

    private static ApiAnswer get(String name, String path) {
        return hub.server().request("GET", RealRig.proxyPath(name) + path, "");
    }

    private static String hop(ApiAnswer answer) {
        JsonObject cause =
                answer.json().getJsonObject("details").getJsonArray("causes").getJsonObject(0);
        assertThat(cause.getString("reason")).isEqualTo("Hop");
        return cause.getString("message");
    }
}
