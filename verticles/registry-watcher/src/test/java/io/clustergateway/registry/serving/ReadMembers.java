package io.clustergateway.registry.serving;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Members as the hub has them in some version, and what is read of them. */
final class ReadMembers {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-10T10:00:00Z"), ZoneOffset.UTC);
    private static final SecretReader READER = SecretReader.withoutPlugins(false, false, CLOCK);

    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    static final Reads GATEWAYS = Reads.ofClusterGateways(false);
    static final Reads VIRTUAL = Reads.ofVirtualClusters(CLOCK);

    final Snapshots snapshots = new Snapshots();

    void have(String version, JsonObject... secrets) {
        Snapshot snapshot = new Snapshot(version, Snapshot.EMPTY.entries());
        for (JsonObject secret : secrets) {
            Entry entry = READER.read(secret);
            snapshot = new Snapshot(version, snapshot.entries().plus(entry.name(), entry));
        }
        snapshots.add(snapshot);
    }

    JsonObject list(Reads reads, String query, String accept) {
        return answer(reads, "list", "", query, accept, "").body().toJsonObject();
    }

    JsonObject get(Reads reads, String name, String accept) {
        return answer(reads, "get", name, "", accept, "").body().toJsonObject();
    }

    Failure refusal(String query, String accept) {
        return catchThrowableOfType(Failure.class, () -> answer(GATEWAYS, "list", "", query, accept, ""));
    }

    ResourceAnswer answer(Reads reads, String verb, String name, String query, String accept, String userAgent) {
        return reads.prepare(new ResourceQuestion(verb, name, query, accept, userAgent), snapshots)
                .get();
    }

    static List<String> names(JsonObject list) {
        JsonArray items = list.getJsonArray("items");
        return items.stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
                .toList();
    }
}
