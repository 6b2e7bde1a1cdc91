package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Optional;

/** What another server adds to this one, as an APIService does; nothing until a gateway is attached. */
final class Aggregation {

    private volatile Optional<Aggregator> aggregator = Optional.empty();

    void attach(Aggregator newAggregator) {
        Optional<Aggregator> old = aggregator;
        aggregator = Optional.of(newAggregator);
        old.ifPresent(Aggregator::close);
    }

    void detach() {
        aggregator.ifPresent(Aggregator::close);
        aggregator = Optional.empty();
    }

    /** The aggregator when this path is not ours to answer. */
    Optional<Aggregator> forPath(String path) {
        return aggregator.filter(present -> present.serves(path));
    }

    Future<ObjectNode> addGroups(ObjectNode discovery) {
        return aggregator.map(present -> present.addGroups(discovery)).orElse(Future.succeededFuture(discovery));
    }

    ObjectNode addToGroupList(ObjectNode list) {
        aggregator.ifPresent(present -> list.withArrayProperty("groups").add(present.group()));
        return list;
    }

    Optional<ObjectNode> group(String name) {
        return aggregator
                .map(Aggregator::group)
                .filter(group -> group.path("name").asText().equals(name))
                .map(group -> group.put("kind", "APIGroup").put("apiVersion", "v1"));
    }

    Future<ObjectNode> addOpenApi(ObjectNode index) {
        return aggregator.map(present -> present.addOpenApi(index)).orElse(Future.succeededFuture(index));
    }
}
