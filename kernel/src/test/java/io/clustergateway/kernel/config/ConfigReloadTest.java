package io.clustergateway.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReloadTest {
    private static final String FAULT = "config-reload";
    private static final String RESTART = "config-restart";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final AtomicInteger inForce = new AtomicInteger(1);

    @AfterEach
    void stop() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void putsAnEditInForceAndTellsWhatNeedsARestart() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "limits: {size: 1}\nserving: {port: 1}\n");
        start(file, Map.of());

        Files.writeString(file, "limits: {size: 2}\nserving: {port: 2}\n");

        await().until(() -> inForce.get() == 2);
        await().until(() -> readiness.warnings().containsKey(RESTART));
        assertThat(readiness.warnings().get(RESTART)).isEqualTo("serving.port: changed, which needs a restart");
        Files.writeString(file, "limits: {size: 3}\nserving: {port: 1}\n");
        await().until(() -> inForce.get() == 3);
        await().until(() -> readiness.warnings().isEmpty());
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void followsTheSwapOfAMountedConfigMap() throws IOException {
        Path file = folder.resolve("config.yaml");
        swap("one", "limits: {size: 1}\n");
        Files.createSymbolicLink(file, Path.of("..data/config.yaml"));
        start(file, Map.of());

        swap("two", "limits: {size: 2}\n");

        await().until(() -> inForce.get() == 2);
    }

    @Test
    void keepsWhatIsInForceWhileTheFileIsWrong() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "limits: {size: 1}\n");
        start(file, Map.of());

        for (String wrong : List.of("limits: {size: 1000}\n", "limits: {sice: 2}\n", "limits: [\n", "")) {
            Files.writeString(file, "limits: {size: 1}\n");
            await().until(() -> !readiness.warnings().containsKey(FAULT));
            Files.writeString(file, wrong);
            await().until(() -> readiness.warnings().containsKey(FAULT));
            assertThat(readiness.warnings().get(FAULT))
                    .endsWith("; the former configuration stays in force")
                    .doesNotContain("\n");
        }

        assertThat(inForce).hasValue(1);
        assertThat(metrics.scrape()).contains("cluster_gateway_config_automatic_reloads_total{status=\"failure\"} 4.0");
        Files.writeString(file, "limits: {size: 2}\n");
        await().until(() -> inForce.get() == 2);
        await().until(() -> readiness.warnings().isEmpty());
    }

    @Test
    void letsFlagsWinAsAtTheStart() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "limits: {size: 1}\n");
        start(file, Map.of("limits.size", 7));

        Files.writeString(file, "limits: {size: 2}\nserving: {port: 2}\n");

        await().until(() -> readiness.warnings().containsKey(RESTART));
        assertThat(inForce).hasValue(7);
    }

    private void start(Path file, Map<String, Object> flags) {
        JsonObject tree = SettingsLoader.load(vertx, Optional.of(file), flags).await();
        Reloadable section = new Reloadable("limits", settings -> {
            int size = settings.integer("size", 0, 0, 100);
            return () -> inForce.set(size);
        });
        ConfigReload reload = new ConfigReload(file, flags, tree, Map.of(), List.of(section));
        new Kernel(vertx, List.of(reload), Set.of(), readiness, metrics, new Ops(readiness, metrics))
                .start()
                .await();
        await().atMost(Duration.ofSeconds(10)).until(readiness::isReady);
    }

    private void swap(String version, String text) throws IOException {
        Path mounted = Files.createDirectory(folder.resolve(".." + version));
        Files.writeString(mounted.resolve("config.yaml"), text);
        Path link = folder.resolve("..data_tmp");
        Files.createSymbolicLink(link, mounted.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
