package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.documents.AggregatedDiscovery;
import io.clustergateway.testkit.pocket.documents.Discovery;
import io.clustergateway.testkit.pocket.documents.OpenApi;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceTable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Health, version, discovery and OpenAPI: the paths that are no resources. */
final class DocumentRoutes {

    static final List<String> HEALTH = List.of("/healthz", "/livez", "/readyz");
    private static final Pattern AGGREGATED = Pattern.compile("v=(v2|v2beta1);as=APIGroupDiscoveryList");

    private final Discovery discovery;
    private final AggregatedDiscovery aggregated;
    private final OpenApi openApi;
    private final Aggregation aggregation;

    DocumentRoutes(ResourceTable table, Aggregation aggregation) {
        this.discovery = new Discovery(table);
        this.aggregated = new AggregatedDiscovery(discovery);
        this.openApi = new OpenApi(table);
        this.aggregation = aggregation;
    }

    void handle(Exchange exchange) {
        if (!exchange.asked().verb().equals("get")) {
            throw ApiFailure.methodNotAllowed();
        }
        List<String> segments = exchange.info().segments();
        String root = segments.isEmpty() ? "/" : "/" + segments.get(0);
        switch (root) {
            case "/" -> exchange.answer(200, rootPaths());
            case "/version" -> exchange.answer(200, version());
            case "/api" -> core(exchange, segments);
            case "/apis" -> groups(exchange, segments);
            case "/openapi" -> openApi(exchange, segments);
            default -> {
                if (!HEALTH.contains(root)) {
                    throw ApiFailure.notFound();
                }
                exchange.answerText("ok");
            }
        }
    }

    private void core(Exchange exchange, List<String> segments) {
        if (segments.size() == 2) {
            exchange.answer(200, discovery.resources("", segments.get(1)));
            return;
        }
        aggregatedVersion(exchange.request())
                .ifPresentOrElse(
                        version -> answerAggregated(exchange, version, aggregated.core(version)),
                        () -> exchange.answer(200, discovery.coreVersions()));
    }

    private void groups(Exchange exchange, List<String> segments) {
        switch (segments.size()) {
            case 1 -> allGroups(exchange);
            case 2 -> group(exchange, segments.get(1));
            default -> exchange.answer(200, discovery.resources(segments.get(1), segments.get(2)));
        }
    }

    private void allGroups(Exchange exchange) {
        Optional<String> version = aggregatedVersion(exchange.request());
        if (version.isPresent()) {
            answer(
                    exchange,
                    aggregation.addGroups(aggregated.groups(version.get())),
                    document -> answerAggregated(exchange, version.get(), document));
        } else {
            exchange.answer(200, aggregation.addToGroupList(discovery.groupList()));
        }
    }

    private void group(Exchange exchange, String name) {
        exchange.answer(200, aggregation.group(name).orElseGet(() -> discovery.group(name)));
    }

    private void openApi(Exchange exchange, List<String> segments) {
        if (segments.equals(List.of("openapi", "v2"))) {
            requireJson(exchange.request());
            exchange.answer(200, openApi.swagger());
        } else if (segments.equals(List.of("openapi", "v3"))) {
            answer(exchange, aggregation.addOpenApi(openApi.index()), document -> exchange.answer(200, document));
        } else if (segments.size() > 2) {
            exchange.answer(200, openApi.document(String.join("/", segments.subList(2, segments.size()))));
        } else {
            throw ApiFailure.notFound();
        }
    }

    private static void answer(Exchange exchange, Future<ObjectNode> document, Consumer<ObjectNode> answer) {
        document.onSuccess(answer::accept)
                .onFailure(cause ->
                        exchange.request().response().setStatusCode(503).end());
    }

    private static void requireJson(HttpServerRequest request) {
        Form.of(request);
    }

    private static Optional<String> aggregatedVersion(HttpServerRequest request) {
        String accept = request.headers().contains("Accept") ? request.getHeader("Accept") : "";
        Matcher wanted = AGGREGATED.matcher(accept.replace(" ", ""));
        return wanted.find() ? Optional.of(wanted.group(1)) : Optional.empty();
    }

    private static void answerAggregated(Exchange exchange, String version, ObjectNode document) {
        String type = "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
        exchange.request().response().putHeader("Vary", "Accept");
        exchange.answer(200, document, type);
    }

    private static ObjectNode rootPaths() {
        ObjectNode root = Json.object();
        var paths = root.putArray("paths");
        List.of("/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version")
                .forEach(paths::add);
        return root;
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", "v1.32.0-pocket")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "linux/amd64");
    }
}
