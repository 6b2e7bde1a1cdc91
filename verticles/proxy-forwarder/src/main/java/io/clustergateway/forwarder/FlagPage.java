package io.clustergateway.forwarder;

import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.request.RequestTarget.Flag;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.ops.Ops;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Flags that are set while running, as at kube-apiserver (apiserver server/routes/flags.go): {@code PUT /debug/flags/v} with
 * the value as the body, for whom the hub allows {@code put} on that path. Not on the management port, which asks nobody who
 * they are.
 */
final class FlagPage {
    private static final int LARGEST_VALUE = 1024;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Gate gate;
    private final Ops ops;
    private final Journeys journeys;

    FlagPage(Gate gate, Ops ops, Journeys journeys) {
        this.gate = gate;
        this.ops = ops;
        this.journeys = journeys;
    }

    Future<Void> serve(HttpServerRequest request, Flag flag) {
        request.pause();
        String verb = request.method().name().toLowerCase(Locale.ROOT);
        return gate.admit(request, List.of(new Attributes.NonResource(verb, flag.path())))
                .compose(caller -> set(request, flag));
    }

    private Future<Void> set(HttpServerRequest request, Flag flag) {
        Consumer<String> setter = ops.setter(flag.name()).orElseThrow(Failure::noSuchPath);
        if (!request.method().equals(HttpMethod.PUT)) {
            request.response().putHeader(HttpHeaders.ALLOW, "PUT");
            return Future.failedFuture(
                    Failure.methodNotAllowed("method: %s (expected: PUT)".formatted(request.method())));
        }
        return RequestBody.read(request, LARGEST_VALUE)
                .map(body -> used(setter, body.toString().strip()))
                .compose(value -> journeys.answering(request, 200).onComplete(told -> {
                    String text = "successfully set %s to %s\n".formatted(flag.name(), value);
                    Answers.send(request, 200, TEXT, Buffer.buffer(text));
                }));
    }

    private static String used(Consumer<String> setter, String value) {
        try {
            setter.accept(value);
            return value;
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
