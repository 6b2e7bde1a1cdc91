package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ObjectKey;
import io.clustergateway.testkit.pocket.objects.WriteOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** A request whose asker is known, and the ways to answer it. */
record Exchange(HttpServerRequest request, User user, RequestInfo info, MultiMap query) {

    Attributes asked() {
        return info.attributes();
    }

    ObjectKey key() {
        return new ObjectKey(asked().resource().equals("namespaces") ? "" : asked().namespace(), asked().name());
    }

    String parameter(String name) {
        return query.contains(name) ? query.get(name) : "";
    }

    boolean flag(String name) {
        return RequestInfo.flag(query, name);
    }

    WriteOptions writeOptions() {
        String manager = parameter("fieldManager");
        String agent = request.headers().contains("User-Agent") ? request.getHeader("User-Agent") : "unknown";
        return new WriteOptions(manager.isEmpty() ? agent.split("/", 2)[0] : manager, dryRun());
    }

    boolean dryRun() {
        return parameter("dryRun").equals("All");
    }

    void answer(int code, JsonNode body) {
        answer(code, body, "application/json");
    }

    void answer(int code, JsonNode body, String contentType) {
        byte[] bytes = pretty() ? Json.prettyBytes(body) : Json.bytes(body);
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-cache, private");
        end(Buffer.buffer(bytes));
    }

    void answerText(String text) {
        request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        end(Buffer.buffer(text));
    }

    private void end(Buffer body) {
        if (request.method() == HttpMethod.HEAD) {
            request.response()
                    .putHeader("Content-Length", Integer.toString(body.length()))
                    .end();
        } else {
            request.response().end(body);
        }
    }

    private boolean pretty() {
        String agent = request.headers().contains("User-Agent") ? request.getHeader("User-Agent") : "";
        return flag("pretty") || !query.contains("pretty") && agent.matches("(curl|Wget|Mozilla)/.*");
    }
}
