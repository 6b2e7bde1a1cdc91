package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Access;
import io.clustergateway.forwarder.access.CredentialsReader;
import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.listener.Listener;
import io.clustergateway.forwarder.listener.Peer;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Credentials;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Lets a request in, or not: credentials shown, access asked. Used on one context only. */
final class Gate {
    private static final int UNAUTHORIZED = 401;

    private final Listener listener;
    private final Access access;
    private final Journeys journeys;
    private CredentialHeaders names = CredentialHeaders.DEFAULT;

    Gate(Listener listener, Access access, Journeys journeys) {
        this.listener = listener;
        this.access = access;
        this.journeys = journeys;
    }

    /** Other headers carry identities from now on. */
    void follow(CredentialHeaders headers) {
        if (!headers.equals(names)) {
            names = headers;
            access.clear();
        }
    }

    CredentialHeaders credentialHeaders() {
        return names;
    }

    /**
     * Who asks, if they may do all of it; fails 401, 403 or 503.
     *
     * @param wanted empty when the caller only has to be known
     */
    Future<Caller> admit(HttpServerRequest request, List<Attributes> wanted) {
        Peer peer = listener.peer(request.connection());
        if (!peer.isStranger()) {
            journeys.known(request);
        }
        try {
            Credentials shown = CredentialsReader.read(request.headers(), peer.chain(), names);
            return journeys.admitting(
                    request,
                    wanted,
                    trace -> access.answer(new AccessQuestion(shown, wanted, trace))
                            .onSuccess(answer -> note(request, answer.caller()))
                            .onFailure(error -> doubt(request, error)));
        } catch (Failure refusal) {
            return journeys.admitting(request, wanted, trace -> Future.failedFuture(refusal));
        }
    }

    private void doubt(HttpServerRequest request, Throwable error) {
        if (error instanceof Failure failure && failure.code() == UNAUTHORIZED) {
            listener.unknown(request.connection());
        }
    }

    private void note(HttpServerRequest request, Caller caller) {
        if (!caller.isAnonymous()) {
            listener.authenticated(request.connection());
            journeys.known(request);
        }
    }
}
