package io.clustergateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealHubTest {
    @RegisterExtension
    static final RealKubernetesExtension HUB = RealKubernetesExtension.named("hub");

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void followsSecretsThroughARestartOfTheHub() {
        HUB.server().kubectl("create", "namespace", "vela-system");
        join("alpha", "one");
        try (House house = house(HUB.server().adminKubeconfig())) {
            await().atMost(LONG).until(() -> house.knows("alpha"));
            join("beta", "two");
            await().atMost(LONG).until(() -> house.knows("alpha", "beta"));

            HUB.server().stop();
            await().atMost(LONG).until(() -> house.readiness.warnings().containsKey("member-source"));
            assertThat(house.readiness.isReady()).isTrue();
            HUB.server().start();
            HUB.server().kubectl("delete", "secret", "-n", "vela-system", "alpha");

            await().atMost(LONG).until(() -> house.knows("beta"));
            assertThat(house.readiness.warnings()).doesNotContainKey("member-source");
            assertThat(house.table().find("beta")).get().isInstanceOf(Cluster.class);
        }
    }

    @Test
    void namesTheRuleThatARealHubMisses() {
        try (House house = house(HUB.server().kubeconfig("nobody", List.of()))) {
            await().atMost(LONG)
                    .until(() -> house.readiness
                            .conditions()
                            .get("registry-watcher")
                            .contains("Role in namespace vela-system"));
        }
    }

    private House house(Path kubeconfig) {
        return new House(vertx, new JsonObject(), Optional.of(kubeconfig));
    }

    private static void join(String name, String token) {
        HUB.server()
                .kubectl(
                        "create",
                        "secret",
                        "generic",
                        name,
                        "-n",
                        "vela-system",
                        "--from-literal=endpoint=https://%s.example".formatted(name),
                        "--from-literal=token=" + token);
        HUB.server()
                .kubectl(
                        "label",
                        "secret",
                        name,
                        "-n",
                        "vela-system",
                        "cluster.core.oam.dev/cluster-credential-type=ServiceAccountToken");
    }
}
