package io.clustergateway.chart.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of docs/observe.md: seven minutes of load, then Prometheus' own pages in Debian's Chromium. Only when told
 * where to put them: {@code mvn test -pl chart -am -Dtest=PicturesTest -Dpictures=../docs/pictures}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "pictures", matches = ".+")
@ExtendWith(PrometheusAssets.class)
final class PicturesTest {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration UNTIL_FIRING = Duration.ofMinutes(12);
    private static final String FIRING =
            "ALERTS{alertname=\"ClusterGatewayMemberUnhealthy\", cluster=\"gamma\", alertstate=\"firing\"}";
    private static final long MOST_BYTES = 200_000;

    private final Path pictures = Path.of(System.getProperty("pictures", "."));

    @TempDir
    Path folder;

    @Test
    void areTakenOfARunWithADeadMember() throws Exception {
        Files.createDirectories(pictures);
        try (ObservedGateway gateway = new ObservedGateway(folder);
                Prometheus prometheus = Prometheus.start(folder, EVERY, gateway.managementPorts())) {
            await().atMost(UNTIL_FIRING)
                    .pollInterval(EVERY)
                    .until(() -> !prometheus.values(FIRING).isEmpty());
            graph(
                    prometheus,
                    "refusals",
                    "sum by (hop, reason) (rate(cluster_gateway_requests_total{hop!=\"none\"}[1m]))");
            graph(
                    prometheus,
                    "steps",
                    "histogram_quantile(0.99, sum by (step, le) (rate(cluster_gateway_request_step_duration_seconds_bucket[1m])))");
            graph(
                    prometheus,
                    "members",
                    "sum by (cluster, code) (rate(ocm_proxy_proxied_requests_by_cluster_total[1m]))");
            take("alerts", prometheus.page("/classic/alerts"));
        }
    }

    private void graph(Prometheus prometheus, String name, String expression) throws Exception {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8).replace("+", "%20");
        take(name, prometheus.page("/classic/graph?g0.tab=0&g0.range_input=5m&g0.expr=" + query));
    }

    private void take(String name, String page) throws IOException, InterruptedException {
        Path picture = pictures.resolve(name + ".png").toAbsolutePath();
        Process chromium = new ProcessBuilder(List.of(
                        Optional.ofNullable(System.getenv("CHROMIUM")).orElse("chromium"),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--user-data-dir=" + folder.resolve("chromium"),
                        "--window-size=1000,950",
                        "--virtual-time-budget=10000",
                        "--screenshot=" + picture,
                        page))
                .redirectErrorStream(true)
                .start();
        String said = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(chromium.waitFor()).as(said).isZero();
        assertThat(picture).as(said).exists();
        assertThat(Files.size(picture)).isLessThan(MOST_BYTES);
    }
}
