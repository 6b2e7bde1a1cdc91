package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Members {@code alpha} and {@code beta} in version 10, which change one by one, and what watches tell of them. */
final class WatchedMembers {
    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    static final String PARTIAL = "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
            + ",application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    static final String WATCH_LIST =
            "allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeout=6m0s&watch=true";
    /** Changes that are remembered. */
    static final int KEPT = 4;

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-10T10:00:00Z"), ZoneOffset.UTC);
    private static final SecretReader READER = SecretReader.withoutPlugins(false, false, CLOCK);

    final Snapshots snapshots = new Snapshots();
    final History history = new History(KEPT);
    final Frames frames = new Frames();
    final Watching watching = new Watching(
            List.of(Reads.ofClusterGateways(false), Reads.ofVirtualClusters(CLOCK)), snapshots, history, frames);
    private Snapshot current = Snapshot.EMPTY;
    private long version = 10;

    WatchedMembers() {
        listed("10", token("alpha", "https://alpha.example"), token("beta", "https://beta.example"));
    }

    Watch watch(String query) {
        return watch(query, "");
    }

    Watch watch(String query, String accept) {
        return ask(query, accept).begin();
    }

    Watching.Asked ask(String query, String accept) {
        return watching.ask(new WatchQuestion("clustergateways", query, accept));
    }

    void listed(String listVersion, JsonObject... secrets) {
        current = new Snapshot(listVersion, Snapshot.EMPTY.entries());
        for (JsonObject secret : secrets) {
            Entry entry = READER.read(secret);
            current = new Snapshot(listVersion, current.entries().plus(entry.name(), entry));
        }
        history.begin(listVersion);
        snapshots.add(current);
    }

    /** The same members, in the version of a list. */
    void inStep(String listVersion) {
        history.inStep(listVersion);
        current = new Snapshot(listVersion, current.entries());
        snapshots.add(current);
    }

    void put(JsonObject secret) {
        put(String.valueOf(++version), secret);
    }

    void put(String at, JsonObject secret) {
        secret.getJsonObject("metadata").put("resourceVersion", at);
        Entry entry = READER.read(secret);
        next(entry.name(), new Snapshot(at, current.entries().plus(entry.name(), entry)));
    }

    void delete(String name) {
        next(name, new Snapshot(String.valueOf(++version), current.entries().minus(name)));
    }

    static List<String> told(Watch watch) {
        return events(watch).stream().map(WatchedMembers::text).toList();
    }

    static List<JsonObject> events(Watch watch) {
        return text(watch).lines().map(JsonObject::new).toList();
    }

    static List<String> types(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    static String text(Watch watch) {
        StringBuilder all = new StringBuilder();
        for (Optional<Buffer> frame = watch.next(); frame.isPresent(); frame = watch.next()) {
            all.append(frame.get());
        }
        return all.toString();
    }

    static String text(JsonObject event) {
        JsonObject metadata = event.getJsonObject("object").getJsonObject("metadata");
        return "%s %s %s"
                .formatted(
                        event.getString("type"), metadata.getString("name", ""), metadata.getString("resourceVersion"));
    }

    static String version(Optional<Buffer> bookmark) {
        JsonObject event = bookmark.orElseThrow().toJsonObject();
        assertThat(event.getString("type")).isEqualTo("BOOKMARK");
        return event.getJsonObject("object").getJsonObject("metadata").getString("resourceVersion");
    }

    private void next(String name, Snapshot snapshot) {
        history.add(new Change(name, current, snapshot));
        current = snapshot;
        snapshots.add(current);
    }
}
