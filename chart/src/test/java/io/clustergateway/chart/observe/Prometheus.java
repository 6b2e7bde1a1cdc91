package io.clustergateway.chart.observe;

import static org.awaitility.Awaitility.await;

import io.clustergateway.chart.OwnProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Prometheus of its own that scrapes some ports of loopback and evaluates the chart's alerts. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final OwnProcess process;
    private final int port;

    private Prometheus(OwnProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param every how often it scrapes, and evaluates alerts
     * @param replicas management ports
     */
    static Prometheus start(Path folder, Duration every, List<Integer> replicas) throws IOException {
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), configuration(every, replicas));
        int port = OwnProcess.freePort();
        Prometheus prometheus = new Prometheus(
                OwnProcess.start(
                        folder.resolve("prometheus.log"),
                        List.of(
                                PrometheusAssets.prometheus().toString(),
                                "--config.file=" + configuration,
                                "--storage.tsdb.path=" + folder.resolve("series"),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--web.local-assets=" + PrometheusAssets.pages()),
                        Map.of()),
                port);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        prometheus.process.alive() && prometheus.get("/-/ready").statusCode() == 200);
        return prometheus;
    }

    /** The address of one of its pages. */
    String page(String path) {
        return "http://127.0.0.1:%d%s".formatted(port, path);
    }

    /** The samples that an expression finds now; throws what is wrong with it. */
    List<Double> values(String expression) {
        return query(expression).getJsonArray("result").stream()
                .map(sample -> ((JsonObject) sample).getJsonArray("value").getString(1))
                .map(value -> value.equals("NaN") ? Double.NaN : Double.parseDouble(value.replace("Inf", "Infinity")))
                .toList();
    }

    /** The alerts that are pending or firing, each by its name and, where it has one, its member. */
    List<String> alerts() {
        return data("/api/v1/alerts").getJsonArray("alerts").stream()
                .map(alert -> ((JsonObject) alert).getJsonObject("labels"))
                .map(labels -> (labels.getString("alertname") + " " + labels.getString("cluster", "")).strip())
                .toList();
    }

    /** Each rule with its health. */
    List<JsonObject> rules() {
        JsonArray groups = data("/api/v1/rules").getJsonArray("groups");
        return groups.stream()
                .flatMap(group -> ((JsonObject) group).getJsonArray("rules").stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    private JsonObject query(String expression) {
        return data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private JsonObject data(String path) {
        JsonObject answer = new JsonObject(get(path).body());
        if (!answer.getString("status").equals("success")) {
            throw new AssertionError(answer.getString("error"));
        }
        return answer.getJsonObject("data");
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(page(path))).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(process.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    /** Labels as the Prometheus Operator gives them. */
    private static String configuration(Duration every, List<Integer> replicas) {
        String targets = replicas.stream()
                .map(port -> """
                              - targets: ["127.0.0.1:%d"]
                                labels: {namespace: hub-system, pod: cluster-gateway-%d}
                        """.formatted(port, replicas.indexOf(port)))
                .collect(Collectors.joining());
        return """
                global: {scrape_interval: %1$ds, scrape_timeout: %1$ds, evaluation_interval: %1$ds}
                rule_files: ["%2$s"]
                scrape_configs:
                  - job_name: cluster-gateway
                    static_configs:
                %3$s""".formatted(every.toSeconds(), Alerts.FILE, targets);
    }
}
