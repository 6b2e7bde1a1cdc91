package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.ObjectKey;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.clustergateway.testkit.pocket.objects.Resources;
import io.vertx.core.Vertx;
import java.util.List;

/** The streams of a pod: log, exec, attach. Port-forward needs SPDY within WebSocket, which is not spoken here. */
final class PodRoutes {

    static final List<String> SUBPROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");
    private static final List<String> STREAMS = List.of("log", "exec", "attach", "portforward");

    private final Vertx vertx;
    private final ResourceType pods;
    private final ObjectStore store;
    private final Resources resources;
    private final PodLogs logs;

    PodRoutes(Vertx vertx, ResourceType pods, ObjectStore store, Resources resources, PodLogs logs) {
        this.vertx = vertx;
        this.pods = pods;
        this.store = store;
        this.resources = resources;
        this.logs = logs;
    }

    boolean handles(ResourceType type, Attributes asked) {
        return type.qualified().equals("pods") && STREAMS.contains(asked.subresource());
    }

    void handle(Exchange exchange) {
        resources.get(pods, exchange.key());
        switch (exchange.asked().subresource()) {
            case "log" -> log(exchange);
            case "exec" -> stream(exchange, exchange.query().getAll("command"));
            case "attach" -> stream(exchange, List.of());
            default ->
                throw ApiFailure.badRequest("port-forward is not served by the pocket API server"
                        + " (expected: a real API server with a kubelet)");
        }
    }

    private void log(Exchange exchange) {
        ObjectKey pod = exchange.key();
        String tail = exchange.parameter("tailLines");
        long lines = tail.isEmpty() ? Long.MAX_VALUE : Long.parseLong(tail);
        LogStream stream = new LogStream(pod, logs, exchange);
        if (exchange.flag("follow")) {
            stream.follow(vertx.getOrCreateContext(), lines, store, pods);
        } else {
            stream.printOnce(lines);
        }
    }

    private static void stream(Exchange exchange, List<String> command) {
        if (!exchange.request().canUpgradeToWebSocket()) {
            throw ApiFailure.badRequest("Upgrade request required: websocket");
        }
        String pod = exchange.asked().name();
        boolean stdin = exchange.flag("stdin");
        exchange.request().toWebSocket().onSuccess(socket -> new ExecSession(socket, pod, command, stdin).start());
    }
}
