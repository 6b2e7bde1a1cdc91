package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.ResourceTable;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request's way: record, delay, authenticate, impersonate, authorize, route. */
final class FrontDoor {

    private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);

    private final Vertx vertx;
    private final Recorder recorder;
    private final Script script;
    private final Gate gate;
    private final Routes routes;

    FrontDoor(Vertx vertx, Recorder recorder, Script script, Gate gate, Routes routes) {
        this.vertx = vertx;
        this.recorder = recorder;
        this.script = script;
        this.gate = gate;
        this.routes = routes;
    }

    /** Who may come in. */
    record Gate(Authenticator authenticator, Impersonation impersonation, Authorizer authorizer, boolean anonymous) {}

    /** Where requests go. */
    record Routes(
            ResourceTable table,
            Aggregation aggregation,
            DocumentRoutes documents,
            ResourceRoutes resources,
            Reviews reviews,
            PodRoutes pods) {}

    void handle(HttpServerRequest request) {
        Recorder.Entry entry = recorder.record(request);
        long millis = script.delay().toMillis();
        if (millis > 0) {
            request.pause();
            vertx.setTimer(millis, fired -> {
                if (!request.isEnded()) { // The client has not left.
                    request.resume();
                    admit(request, entry);
                }
            });
        } else {
            admit(request, entry);
        }
    }

    private void admit(HttpServerRequest request, Recorder.Entry entry) {
        String auditId = request.headers().contains("Audit-Id")
                ? request.getHeader("Audit-Id")
                : UUID.randomUUID().toString();
        request.response().putHeader("Audit-Id", auditId);
        Optional<Handler<HttpServerRequest>> scripted = script.handler(request.uri());
        if (scripted.isPresent()) {
            scripted.get().handle(request);
            return;
        }
        try {
            Exchange exchange = authorize(request);
            route(exchange, entry);
        } catch (RuntimeException e) {
            refuse(request, e);
        }
    }

    private Exchange authorize(HttpServerRequest request) {
        MultiMap query = query(request);
        RequestInfo info = RequestInfo.of(request, query);
        User shown = gate.authenticator().authenticate(request);
        boolean open = DocumentRoutes.HEALTH.contains(request.path());
        if (shown.equals(User.ANONYMOUS) && !open && !gate.anonymous()) {
            throw ApiFailure.unauthorized();
        }
        User user = gate.impersonation().apply(shown, request.headers());
        Attributes asked = info.attributes();
        if (!open
                && !isDocument(info)
                && !asksAboutItself(asked)
                && !gate.authorizer().allows(user, asked)) {
            throw ApiFailure.forbidden(asked.group(), asked.resource(), asked.name(), asked.refusal(user));
        }
        return new Exchange(request, user, info, query);
    }

    /** What {@code system:basic-user} grants to everybody who is authenticated. */
    private static boolean asksAboutItself(Attributes asked) {
        return asked.verb().equals("create") && asked.resource().startsWith("selfsubject");
    }

    private static boolean isDocument(RequestInfo info) {
        return !info.attributes().path().isEmpty()
                && !info.segments().isEmpty()
                && List.of("api", "apis", "openapi", "version")
                        .contains(info.segments().get(0));
    }

    private static MultiMap query(HttpServerRequest request) {
        return GoUrl.parse(request.query() == null ? "" : request.query());
    }

    private void route(Exchange exchange, Recorder.Entry entry) {
        Optional<Aggregator> elsewhere =
                routes.aggregation().forPath(exchange.request().path());
        if (elsewhere.isPresent()) {
            elsewhere.get().forward(exchange);
        } else if (!exchange.asked().path().isEmpty()) {
            routes.documents().handle(exchange);
        } else {
            resource(exchange, entry);
        }
    }

    private void resource(Exchange exchange, Recorder.Entry entry) {
        Attributes asked = exchange.asked();
        ResourceType type = routes.table()
                .find(asked.group(), asked.version(), asked.resource())
                .orElseThrow(ApiFailure::notFound);
        if (!asked.subresource().isEmpty()
                && type.subresource(asked.subresource()).isEmpty()) {
            throw ApiFailure.notFound();
        }
        if (routes.pods().handles(type, asked)) {
            routes.pods().handle(exchange);
            return;
        }
        exchange.request().body().map(Buffer::getBytes).onSuccess(bytes -> {
            entry.body(bytes);
            withBody(exchange, type, bytes);
        });
    }

    private void withBody(Exchange exchange, ResourceType type, byte[] body) {
        try {
            if (type.stored()) {
                routes.resources().handle(exchange, type, body);
            } else {
                routes.reviews().handle(exchange, type, body);
            }
        } catch (RuntimeException e) {
            refuse(exchange.request(), e);
        }
    }

    static void refuse(HttpServerRequest request, RuntimeException cause) {
        ApiFailure failure;
        if (cause instanceof ApiFailure known) {
            failure = known;
        } else {
            log.warn("request failed method={} uri={}", request.method(), request.uri(), cause);
            failure = ApiFailure.of(500, "InternalError", "Internal error occurred: " + cause);
        }
        if (!request.response().headWritten()) {
            new Exchange(request, User.ANONYMOUS, new RequestInfo(Attributes.path("", "/"), List.of()), query(request))
                    .answer(failure.code(), failure.status());
        }
    }
}
