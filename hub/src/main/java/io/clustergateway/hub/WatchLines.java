package io.clustergateway.hub;

import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The frames of one watch, each told as it is read; read by one thread, closed by any. */
final class WatchLines implements Watchable<Tolerant> {
    private final Call call;
    private final Response response;
    private final BiConsumer<String, JsonObject> told;
    private @Nullable String line;

    WatchLines(Call call, Response response, BiConsumer<String, JsonObject> told) {
        this.call = call;
        this.response = response;
        this.told = told;
    }

    @Override
    public boolean hasNext() {
        try {
            if (line == null) {
                line = response.body().source().readUtf8Line();
            }
            return line != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Watch.Response<Tolerant> next() {
        if (!hasNext() || line == null) {
            throw new NoSuchElementException("the watch has ended");
        }
        JsonObject frame = parse(line);
        line = null;
        String type = frame.getString("type", "");
        JsonObject object = frame.getJsonObject("object", new JsonObject());
        if (type.equals("ERROR")) {
            return new Watch.Response<>(type, status(object));
        }
        told.accept(type, object);
        return new Watch.Response<>(type, Tolerant.of(object));
    }

    @Override
    public void close() {
        call.cancel();
        response.close();
    }

    @Override
    public Iterator<Watch.Response<Tolerant>> iterator() {
        return this;
    }

    private static V1Status status(JsonObject status) {
        return new V1Status()
                .code(status.getInteger("code", 0))
                .reason(status.getString("reason", ""))
                .message(status.getString("message", ""));
    }

    /* A frame cut in the middle: the stream is over, as if it had been reset. */
    private static JsonObject parse(String line) {
        try {
            return new JsonObject(line);
        } catch (DecodeException e) {
            throw new UncheckedIOException(new IOException("the watch was cut inside a frame"));
        }
    }
}
