package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.RawHttp;
import io.clustergateway.dist.RealRig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kubernetes#78741: a WebSocket is a GET, and yet whoever may only get opens none but watches and logs. */
@Timeout(120)
final class S10UpgradeNeedsCreateTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        rig.apply(hub.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: only-get}
                rules: [{apiGroups: [cluster.core.oam.dev], resources: [clustergateways/proxy], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: only-get}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: only-get}
                subjects: [{kind: User, name: reader, apiGroup: rbac.authorization.k8s.io}]
                """);
        await().until(() -> ask("/version", "").status() == 200);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/default/pods/p/exec?command=id",
                "/api/v1/namespaces/default/pods/p/attach",
                "/api/v1/namespaces/default/pods/p/portforward?ports=80",
                "/api/v1/namespaces/default/pods/p/proxy/",
                "/api/v1/namespaces/default/services/s/proxy/",
                "/api/v1/nodes/n/proxy/exec/default/p/c",
                "/api/v1/namespaces/default/pods/p",
                "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/v/console",
                "/nowhere"
            })
    void aWebSocketToAnythingElseIsForbidden(String path) throws Exception {
        for (String protocol : List.of("websocket", "WebSocket")) {
            RawHttp.Response answer = ask(path, upgrade(protocol));
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.text()).contains("cannot create resource", "clustergateways/proxy");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/default/pods/p/exec?command=id",
                "/api/v1/namespaces/default/configmaps",
                "/version"
            })
    void aPlainGetIsNot(String path) throws Exception {
        assertThat(ask(path, "").status()).isNotEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/namespaces/default/configmaps?watch=true"})
    void norIsAWatchByWebSocket(String path) throws Exception {
        assertThat(ask(path, upgrade("websocket")).status()).isEqualTo(101);
    }

    private static String upgrade(String protocol) {
        return "Connection: Upgrade\r\nUpgrade: " + protocol
                + "\r\nOrigin: https://localhost\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    }

    private static RawHttp.Response ask(String path, String headers) throws Exception {
        try (RawHttp raw = new RawHttp(
                URI.create(hub.server().url()).getPort(),
                hub.server().certificates().serving().certificate(),
                hub.server().issueClient("reader", List.of()))) {
            raw.send(
                    "GET " + RealRig.proxyPath(RealRig.MEMBER) + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                            + "\r\n",
                    new byte[0]);
            return raw.read(false);
        }
    }
}
