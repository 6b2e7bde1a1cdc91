package io.clustergateway.status;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.kernel.contract.Credentials;
import io.clustergateway.kernel.contract.PageQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.vertx.core.Future;
import java.util.List;

/** Lets in whom the secure port would let in: a token that the hub knows, of somebody who may get this path. */
final class Guard {
    private final Bus bus;

    Guard(Bus bus) {
        this.bus = bus;
    }

    /** The caller; fails 401 when nobody knows them, 403 when they may not, 503 when the hub does not answer. */
    Future<Caller> admit(PageQuestion question) {
        if (!question.isLocal()) {
            return Future.failedFuture(Failure.forbidden(
                    "the status page is for loopback only, because a token in plain HTTP can be read on its way"
                            + " (mend: kubectl port-forward to the management port)",
                    Hop.REQUEST));
        }
        if (question.bearerToken().isEmpty()) {
            return Future.failedFuture(Failure.unauthorized("no bearer token"));
        }
        Credentials shown = new Credentials(ClientChain.NONE, question.bearerToken(), List.of());
        Attributes wanted = new Attributes.NonResource("get", question.path());
        return bus.ask(Topics.ACCESS_REVIEW, new AccessQuestion(shown, List.of(wanted)))
                .compose(Guard::caller);
    }

    private static Future<Caller> caller(AccessAnswer answer) {
        if (answer.refusal().isPresent()) {
            return Future.failedFuture(answer.refusal().get());
        }
        return answer.caller().isAnonymous()
                ? Future.failedFuture(Failure.unauthorized("Unauthorized"))
                : Future.succeededFuture(answer.caller());
    }
}
