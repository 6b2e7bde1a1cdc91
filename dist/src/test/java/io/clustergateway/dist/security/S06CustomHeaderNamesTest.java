package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The hub's ConfigMap may name other headers: these are believed and stripped, and the usual ones are stripped still. */
@Timeout(60)
final class S06CustomHeaderNamesTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @Test
    void theNamesOfTheConfigMapCountFromItsChangeOn() {
        rename();
        gateway.rules().grant("carol", List.of("*"), List.of("clustergateways/proxy"));
        try (PocketClient proxy = gateway.rig().frontProxy(HttpVersion.HTTP_2);
                PocketClient alice = gateway.alice(HttpVersion.HTTP_1_1);
                PocketClient stranger = gateway.rig().stranger()) {
            await().until(() ->
                    proxy.get(PROXY + "/version", "X-My-User", "carol").status() == 200);
            gateway.rig().member().server().forgetRequests();
            assertThat(proxy.get(PROXY + "/version", "X-Remote-User", "bob").status())
                    .as("the usual name")
                    .isEqualTo(401);
            assertThat(proxy.get(PROXY + "/version", "X-My-User", "carol", "X-Remote-User", "bob", "X-My-Group", "crew")
                            .status())
                    .isEqualTo(200);
            assertThat(alice.get(PROXY + "/version", "X-My-User", "bob", "X-My-Extra-A", "b", "X-Remote-User", "bob")
                            .status())
                    .isEqualTo(200);
            assertThat(stranger.get(PROXY + "/version", "X-My-User", "carol").status())
                    .isIn(401, 403);
        }
        assertThat(gateway.seen()).hasSize(2);
        assertThat(gateway.seen().get(0).header("Impersonate-User")).containsExactly("carol");
        assertThat(gateway.seen().get(0).header("Impersonate-Group")).containsExactly("crew", "system:authenticated");
        assertThat(gateway.seen().get(1).header("Impersonate-User")).containsExactly("alice");
        assertThat(gateway.seen())
                .allSatisfy(seen -> assertThat(seen.headerNames("x-")).isEmpty());
    }

    private static void rename() {
        ObjectNode names = gateway.rig()
                .hub()
                .server()
                .find("v1", "ConfigMap", "kube-system", "extension-apiserver-authentication")
                .orElseThrow();
        names.withObject("/metadata").remove("resourceVersion");
        names.withObject("/data")
                .put("requestheader-username-headers", "[\"X-My-User\"]")
                .put("requestheader-group-headers", "[\"X-My-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-My-Extra-\"]");
        gateway.rig().hub().server().put(names);
    }
}
