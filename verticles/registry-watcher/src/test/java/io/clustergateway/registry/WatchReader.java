package io.clustergateway.registry;

import io.clustergateway.kernel.Inflow;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A client of one watch. */
final class WatchReader implements Inflow.Reader<Buffer> {
    private final StringBuffer text = new StringBuffer();
    private final Context context;
    private Inflow inflow;
    private volatile boolean ended;

    WatchReader(Context context) {
        this.context = context;
    }

    void opened(Inflow flow) {
        inflow = flow;
    }

    void grant(int credit) {
        context.runOnContext(ignored -> inflow.grant(credit));
    }

    void close() {
        context.runOnContext(ignored -> inflow.close());
    }

    @Override
    public void frame(Buffer frame) {
        text.append(frame);
    }

    @Override
    public void ended() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    long lines() {
        return text.chars().filter(c -> c == '\n').count();
    }

    List<JsonObject> events() {
        return text.toString().lines().map(JsonObject::new).toList();
    }

    /** Type, name and version of each. */
    List<String> told() {
        return events().stream()
                .map(event -> {
                    JsonObject object = event.getJsonObject("object");
                    JsonObject metadata = object.getJsonObject("metadata");
                    return "%s %s %s"
                            .formatted(
                                    event.getString("type"),
                                    metadata.getString("name", object.getString("reason", "")),
                                    metadata.getString("resourceVersion", ""));
                })
                .toList();
    }
}
