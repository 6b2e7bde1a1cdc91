package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ObjectKey;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import io.clustergateway.testkit.pocket.objects.Patch;
import io.clustergateway.testkit.pocket.objects.Preconditions;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.clustergateway.testkit.pocket.objects.Resources;
import io.clustergateway.testkit.pocket.objects.Selection;
import io.clustergateway.testkit.pocket.objects.WriteOptions;
import java.util.List;

/** The verbs on stored objects. */
final class ResourceRoutes {

    private final ObjectStore store;
    private final Resources resources;
    private final Watches watches;

    ResourceRoutes(ObjectStore store, Resources resources, Watches watches) {
        this.store = store;
        this.resources = resources;
        this.watches = watches;
    }

    void handle(Exchange exchange, ResourceType type, byte[] body) {
        Attributes asked = exchange.asked();
        switch (asked.verb()) {
            case "get" -> one(exchange, type, 200, resources.get(type, exchange.key()));
            case "list" -> list(exchange, type);
            case "watch" -> watches.open(exchange, selection(exchange, type));
            case "create" -> create(exchange, type, body);
            case "update" -> update(exchange, type, body);
            case "patch" -> patch(exchange, type, body);
            case "delete" -> delete(exchange, type, body);
            case "deletecollection" -> deleteCollection(exchange, type);
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    private static void one(Exchange exchange, ResourceType type, int code, ObjectNode object) {
        exchange.answer(code, Rendering.of(type, exchange).one(object, true));
    }

    private static Selection selection(Exchange exchange, ResourceType type) {
        return Selection.of(
                type,
                type.namespaced() ? exchange.asked().namespace() : "",
                exchange.parameter("labelSelector"),
                exchange.parameter("fieldSelector"));
    }

    private void list(Exchange exchange, ResourceType type) {
        if (exchange.query().contains("sendInitialEvents")) {
            throw ApiFailure.of(
                    422,
                    "Invalid",
                    "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list");
        }
        Selection selection = selection(exchange, type);
        Rendering rendering = Rendering.of(type, exchange);
        ListPage page = ListPage.of(exchange, store);
        ObjectStore.Snapshot snapshot = store.snapshot(type);
        List<ObjectNode> all =
                snapshot.objects().stream().filter(selection.matches()).toList();
        exchange.answer(200, rendering.list(page.cut(all), page.listMeta(snapshot.revision(), all.size())));
    }

    private void create(Exchange exchange, ResourceType type, byte[] body) {
        if (!exchange.asked().name().isEmpty()) {
            throw ApiFailure.methodNotAllowed();
        }
        ObjectNode object = Bodies.object(exchange.request(), body);
        Bodies.requireType(type, object);
        String namespace = type.namespaced() ? exchange.asked().namespace() : "";
        one(exchange, type, 201, resources.create(type, namespace, object, exchange.writeOptions()));
    }

    private void update(Exchange exchange, ResourceType type, byte[] body) {
        ObjectNode object = Bodies.object(exchange.request(), body);
        Bodies.requireType(type, object);
        String subresource = exchange.asked().subresource();
        one(exchange, type, 200, resources.update(type, exchange.key(), subresource, object, exchange.writeOptions()));
    }

    private void patch(Exchange exchange, ResourceType type, byte[] body) {
        Patch patch = new Patch(Bodies.contentType(exchange.request()), body, exchange.flag("force"));
        var options = patch.contentType().equals(Patch.APPLY) ? applyOptions(exchange) : exchange.writeOptions();
        Resources.Written written =
                resources.patch(type, exchange.key(), exchange.asked().subresource(), patch, options);
        one(exchange, type, written.created() ? 201 : 200, written.object());
    }

    private static WriteOptions applyOptions(Exchange exchange) {
        return new WriteOptions(exchange.parameter("fieldManager"), exchange.dryRun());
    }

    private void delete(Exchange exchange, ResourceType type, byte[] body) {
        ObjectNode options = Bodies.orEmpty(exchange.request(), body);
        boolean dryRun =
                exchange.dryRun() || options.path("dryRun").path(0).asText().equals("All");
        ObjectNode deleted = resources.delete(type, exchange.key(), Preconditions.of(options), dryRun);
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details =
                status.putObject("details").put("name", exchange.asked().name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural())
                .put("uid", deleted.at("/metadata/uid").asText());
        exchange.answer(200, status);
    }

    private void deleteCollection(Exchange exchange, ResourceType type) {
        Selection selection = selection(exchange, type);
        ObjectStore.Snapshot snapshot = store.snapshot(type);
        List<ObjectNode> gone = snapshot.objects().stream()
                .filter(selection.matches())
                .map(object -> resources.delete(type, ObjectKey.of(object), Preconditions.NONE, exchange.dryRun()))
                .toList();
        ObjectNode meta = Json.object().put("resourceVersion", Long.toString(store.revision()));
        exchange.answer(200, Rendering.of(type, exchange).list(gone, meta));
    }
}
