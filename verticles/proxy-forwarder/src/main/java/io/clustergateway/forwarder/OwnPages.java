package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Reviews;
import io.clustergateway.forwarder.api.ApiDocuments;
import io.clustergateway.forwarder.api.Document;
import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.request.Page;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.forwarder.request.RequestTarget.Description;
import io.clustergateway.forwarder.request.RequestTarget.Operations;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.OpsAnswer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** What the gateway answers itself: its description, its resources, its operations endpoints. */
final class OwnPages {
    private final Context context;
    private final Gate gate;
    private final Reviews reviews;
    private final Bus bus;
    private final OwnWatches watches;
    private final Ops ops;
    private final ApiDocuments documents;
    private final Journeys journeys;

    OwnPages(
            Context context,
            Gate gate,
            Reviews reviews,
            Bus bus,
            OwnWatches watches,
            Ops ops,
            ApiDocuments documents,
            Journeys journeys) {
        this.context = context;
        this.gate = gate;
        this.reviews = reviews;
        this.bus = bus;
        this.watches = watches;
        this.ops = ops;
        this.documents = documents;
        this.journeys = journeys;
    }

    /**
     * Discovery and OpenAPI, for everybody whom somebody vouches for. When nobody can be asked they are served all the
     * same: they hold nothing private, and a group whose discovery is down stalls the whole hub (kubevela#2319).
     */
    Future<Void> describe(HttpServerRequest request, Description target) {
        requireRead(request);
        return gate.admit(request, List.of())
                .<Void>mapEmpty()
                .recover(error -> error instanceof Failure failure && failure.code() < 500
                        ? Future.failedFuture(error)
                        : Future.succeededFuture())
                .compose(known -> send(request, target));
    }

    /** A read of our own resources. */
    Future<Void> read(HttpServerRequest request, Own target) {
        List<Attributes> wanted = reviews.of(request.method(), target);
        String verb = wanted.get(0).verb();
        if (verb.equals("watch")) {
            OwnWatches.prepare(request);
            return gate.admit(request, wanted).compose(caller -> watches.open(request, target, caller));
        }
        return gate.admit(request, wanted)
                .compose(caller -> ask(request, target, verb))
                .compose(answer -> send(request, answer));
    }

    /** Health for everybody, the rest by review; reasons are shown on the management port only. */
    Future<Void> operate(HttpServerRequest request, Operations target) {
        requireRead(request);
        Future<Void> admitted = target.isHealth()
                ? Future.succeededFuture()
                : gate.admit(request, reviews.of(request.method(), target)).mapEmpty();
        String accept = header(request, HttpHeaders.ACCEPT);
        return admitted.compose(allowed ->
                        ops.answer(context, target.path(), target.query().values(), false, accept))
                .compose(found -> found.map(answer -> send(request, answer))
                        .orElseGet(() -> Future.failedFuture(Failure.noSuchPath())));
    }

    private Future<Void> send(HttpServerRequest request, Description target) {
        Document document = documents.choose(target.page(), header(request, HttpHeaders.ACCEPT));
        if (target.page() == Page.OPENAPI_V3_RESOURCES
                && target.query().first("hash").filter(document.hash()::equals).isPresent()) {
            Answers.keepForAYear(request);
        }
        Answers.send(request, document);
        return Future.succeededFuture();
    }

    private Future<Void> send(HttpServerRequest request, ResourceAnswer answer) {
        return journeys.answering(request, answer.code())
                .onComplete(told -> Answers.send(request, answer.code(), answer.contentType(), answer.body()));
    }

    private Future<Void> send(HttpServerRequest request, OpsAnswer answer) {
        return journeys.answering(request, answer.code())
                .onComplete(told ->
                        Answers.send(request, answer.code(), answer.contentType(), Buffer.buffer(answer.body())));
    }

    private Future<ResourceAnswer> ask(HttpServerRequest request, Own target, String verb) {
        if (!verb.equals("get") && !verb.equals("list")) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            String plural = target.resource().plural();
            return Future.failedFuture(Failure.methodNotAllowed("%s is not supported on resources of kind \"%s.%s\""
                            .formatted(verb.isEmpty() ? request.method() : verb, plural, RequestTarget.GROUP))
                    .about(RequestTarget.GROUP, plural, target.name()));
        }
        return bus.ask(
                target.resource().topic(),
                new ResourceQuestion(
                        verb,
                        target.name(),
                        target.query().raw(),
                        header(request, HttpHeaders.ACCEPT),
                        header(request, HttpHeaders.USER_AGENT)));
    }

    private static void requireRead(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            throw Failure.methodNotAllowed("method: %s (expected: GET or HEAD)".formatted(request.method()));
        }
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }
}
