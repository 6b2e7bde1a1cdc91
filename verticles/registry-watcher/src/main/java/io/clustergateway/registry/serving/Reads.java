package io.clustergateway.registry.serving;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers reads of one of our resources. */
public final class Reads {
    private final ServedResource resource;

    private Reads(ServedResource resource) {
        this.resource = resource;
    }

    /**
     * Reads of {@code clustergateways}.
     *
     * @param exposeCredentials whether tokens and private keys are shown, as by the Go program
     */
    public static Reads ofClusterGateways(boolean exposeCredentials) {
        return new Reads(new ClusterGateways(exposeCredentials));
    }

    /** Reads of {@code virtualclusters}. */
    public static Reads ofVirtualClusters(Clock clock) {
        return new Reads(new VirtualClusters(clock));
    }

    /**
     * Checks a question and fixes the snapshot it is answered from, which is quick; the encoding is left to the
     * returned supplier, which may run on any thread.
     *
     * @throws Failure when the question is not answered
     */
    public Supplier<ResourceAnswer> prepare(ResourceQuestion question, Snapshots snapshots) {
        Snapshot current = snapshots.current().orElseThrow(Reads::unknown);
        DecodedQuery query = new DecodedQuery(question.query());
        return switch (question.verb()) {
            case "get" -> one(question, query, current);
            case "list" -> many(question, query, snapshots, current);
            default ->
                throw Failure.methodNotAllowed("%s is not supported on resources of kind \"%s\" (expected: get or list)"
                        .formatted(question.verb(), resource.plural()));
        };
    }

    ServedResource resource() {
        return resource;
    }

    static Failure unknown() {
        return Failure.unavailable("the members are not known yet", Hop.REGISTRY)
                .retryAfter(1);
    }

    private Supplier<ResourceAnswer> one(ResourceQuestion question, DecodedQuery query, Snapshot snapshot) {
        Rendering rendering =
                new Rendering(resource, Form.accepted(question.accept(), false), query, question.userAgent());
        ServedObject object = resource.find(snapshot, question.name())
                .orElseThrow(() -> Failure.notFound(ServedResource.GROUP, resource.plural(), question.name()));
        return () -> rendering.one(object);
    }

    private Supplier<ResourceAnswer> many(
            ResourceQuestion question, DecodedQuery query, Snapshots snapshots, Snapshot current) {
        ListOptions options = ListOptions.of(query);
        Rendering rendering =
                new Rendering(resource, Form.accepted(question.accept(), true), query, question.userAgent());
        Snapshot snapshot = options.from(snapshots, current);
        return () -> page(rendering, options, snapshot);
    }

    private ResourceAnswer page(Rendering rendering, ListOptions options, Snapshot snapshot) {
        List<ServedObject> selected = after(resource.all(snapshot), options.next()).stream()
                .filter(object -> options.selection().selects(object.name(), object.labels()))
                .toList();
        JsonObject metadata = new JsonObject().put("resourceVersion", snapshot.version());
        if (options.limit() == 0 || selected.size() <= options.limit()) {
            return rendering.many(metadata, selected);
        }
        List<ServedObject> page = selected.subList(0, (int) options.limit());
        metadata.put(
                "continue",
                new Continue(snapshot.version(), page.get(page.size() - 1).name()).token());
        if (options.selection().isEmpty()) {
            metadata.put("remainingItemCount", selected.size() - page.size());
        }
        return rendering.many(metadata, page);
    }

    private static List<ServedObject> after(List<ServedObject> all, Optional<Continue> next) {
        if (next.isEmpty()) {
            return all;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(next.get().start())) {
                return all.subList(i + 1, all.size());
            }
        }
        throw Failure.badRequest("continue key is not valid: it is no token of a list of this resource");
    }
}
