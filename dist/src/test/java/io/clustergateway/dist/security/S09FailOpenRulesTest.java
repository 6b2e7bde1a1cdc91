package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.files.Folder;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that cannot be read, or whose server fails, gives nobody anything: no privilege, and no default identity. */
@Timeout(90)
final class S09FailOpenRulesTest {
    private static final String ANNOTATION = "cluster.core.oam.dev/cluster-gateway-proxy-configuration";
    private static final Folder FOLDER = Folder.create("rules");
    private static final String GLOBAL = "rules.yaml";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.with(Map.of(
            "identity.rules",
            FOLDER.write(
                            GLOBAL,
                            rules(
                                    "{name: map, source: {user: alice}, target: {user: mapped}, type: StaticMappingIdentityExchanger}"))
                    .toString()));

    static Stream<String> broken() {
        return Stream.concat(
                Stream.of(
                                "{name: r, source: {userPattern: '('}, type: PrivilegedIdentityExchanger}",
                                "{name: r, source: {groupPattern: '*'}, type: PrivilegedIdentityExchanger}",
                                "{name: r, source: {clusterPattern: '['}, type: PrivilegedIdentityExchanger}",
                                "{name: r, type: PrivilegedIdentityExchanger}",
                                "{name: r, source: null, type: PrivilegedIdentityExchanger}",
                                "{name: r, source: {user: alice}, type: Privileged}",
                                "{name: r, source: {user: alice}}",
                                "{name: r, source: {user: alice}, type: StaticMappingIdentityExchanger}",
                                "{name: r, source: {user: alice}, target: {user: ''}, type: StaticMappingIdentityExchanger}",
                                "{name: r, source: {user: alice}, target: {groups: [g]}, type: StaticMappingIdentityExchanger}",
                                "{name: r, source: {usr: alice}, type: PrivilegedIdentityExchanger}",
                                "{name: r, when: 'request.user ==', type: PrivilegedIdentityExchanger}",
                                "{name: r, when: 'request.nobody == 1', type: PrivilegedIdentityExchanger}",
                                "{name: r, source: {user: alice}, type: ExternalIdentityExchanger}")
                        .map(S09FailOpenRulesTest::rules),
                Stream.of("spec: [", "", "null", "spec: {}", "[]", "rules: []", "\u0000", rules("{]")));
    }

    /** An empty annotation is none. */
    static Stream<String> brokenAnnotations() {
        return broken().filter(text -> !text.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("brokenAnnotations")
    void aBrokenAnnotationRefusesForItsMember(String annotation) {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_1_1)) {
            String name = join(annotation);
            Answer answer = alice.get(proxy(name) + "/version");
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("RulesInvalid");
            assertThat(gateway.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenGlobalFileLeavesTheGoodOneInForce(String text) {
        String good = FOLDER.read(GLOBAL);
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_1_1)) {
            FOLDER.write(GLOBAL, text);
            await().until(() -> gateway.management("/metrics")
                    .lines()
                    .anyMatch(line ->
                            line.startsWith("cluster_gateway_identity_rules_errors ") && !line.endsWith(" 0.0")));
            gateway.rig().member().server().forgetRequests();
            assertThat(alice.get(PROXY + "/version").status()).isEqualTo(200);
            assertThat(gateway.seen().get(0).header("Impersonate-User")).containsExactly("mapped");
        } finally {
            FOLDER.write(GLOBAL, good);
            await().until(() -> gateway.management("/metrics").contains("cluster_gateway_identity_rules_errors 0.0"));
        }
    }

    @Test
    void aServerThatFailsAndAnExpressionThatFailsAreRefusals() {
        List<String> failing = List.of(
                "{name: r, source: {}, url: 'https://127.0.0.1:1/', type: ExternalIdentityExchanger}",
                "{name: r, when: 'cluster.labels.absent == \"x\"', type: PrivilegedIdentityExchanger}",
                "{name: r, source: {}, target: {userExpression: 'request.extra[\"absent\"][0]'}, type: StaticMappingIdentityExchanger}",
                "{name: r, source: {}, target: {userExpression: '\"\"'}, type: StaticMappingIdentityExchanger}");
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_1_1)) {
            for (String rule : failing) {
                String name = join(rules(rule));
                Answer answer = alice.get(proxy(name) + "/version");
                assertThat(answer.status()).as(rule + answer.body()).isEqualTo(403);
                assertThat(gateway.seen()).isEmpty();
            }
        }
    }

    @Test
    void aMemberWhoseAnnotationIsGoodIsServed() {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_1_1)) {
            String name = join(rules("{name: r, source: {userPattern: '^al.ce$'}, type: PrivilegedIdentityExchanger}"));
            assertThat(alice.get(proxy(name) + "/version").status()).isEqualTo(200);
            assertThat(gateway.seen().get(0).headerNames("impersonate")).isEmpty();
        }
    }

    private static String join(String annotation) {
        ObjectNode secret = gateway.tokenSecret();
        secret.withObject("/metadata/annotations").put(ANNOTATION, annotation);
        String name = "m-" + System.nanoTime();
        gateway.join(name, secret);
        return name;
    }

    private static String rules(String rule) {
        return "apiVersion: cluster.core.oam.dev/v1alpha1\nkind: ClusterGatewayConfiguration\n"
                + "spec: {clientIdentityExchanger: {rules: [" + rule + "]}}\n";
    }
}
