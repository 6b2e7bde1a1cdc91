package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Reviews;
import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.request.OwnResource;
import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.forwarder.request.RequestTarget.MemberHealth;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.HealthQuestion;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The subresource {@code clustergateways/health}: the one thing of our own that can be written. */
final class HealthPage {
    /** As kube-apiserver limits bodies (apiserver server/config.go MaxRequestBodyBytes). */
    private static final int LARGEST_BODY = 3 << 20;

    private final Gate gate;
    private final Reviews reviews;
    private final Bus bus;
    private final Journeys journeys;

    HealthPage(Gate gate, Reviews reviews, Bus bus, Journeys journeys) {
        this.gate = gate;
        this.reviews = reviews;
        this.bus = bus;
        this.journeys = journeys;
    }

    Future<Void> serve(HttpServerRequest request, MemberHealth target) {
        String verb = RequestInfo.verb(request.method());
        if (verb.equals("update")) {
            request.pause();
        }
        return gate.admit(request, reviews.of(request.method(), target))
                .compose(caller -> switch (verb) {
                    case "get" -> Future.succeededFuture(Buffer.buffer());
                    case "update" -> RequestBody.read(request, LARGEST_BODY);
                    default -> Future.failedFuture(notAllowed(request, target));
                })
                .compose(body -> bus.ask(Topics.HEALTH, question(request, target, verb, body)))
                .compose(answer -> journeys.answering(request, answer.code())
                        .onComplete(told -> Answers.send(request, answer.code(), answer.contentType(), answer.body())));
    }

    private static HealthQuestion question(HttpServerRequest request, MemberHealth target, String verb, Buffer body) {
        ResourceQuestion asked = new ResourceQuestion(
                verb,
                target.name(),
                target.query().raw(),
                header(request, HttpHeaders.ACCEPT),
                header(request, HttpHeaders.USER_AGENT));
        return new HealthQuestion(asked, header(request, HttpHeaders.CONTENT_TYPE), body);
    }

    private static Failure notAllowed(HttpServerRequest request, MemberHealth target) {
        request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, PUT");
        String verb = RequestInfo.verb(request.method());
        return Failure.methodNotAllowed("%s is not supported on resources of kind \"%s.%s/health\""
                        .formatted(
                                verb.isEmpty() ? request.method() : verb,
                                OwnResource.CLUSTERGATEWAYS.plural(),
                                RequestTarget.GROUP))
                .about(RequestTarget.GROUP, OwnResource.CLUSTERGATEWAYS.plural(), target.name());
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }
}
