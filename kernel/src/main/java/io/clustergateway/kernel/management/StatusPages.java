package io.clustergateway.kernel.management;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.PageAnswer;
import io.clustergateway.kernel.contract.PageQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Carries reads of the status page to the module that answers them. */
final class StatusPages {
    private static final String ROOT = "/ui";
    private static final String SCHEME = "bearer ";

    private StatusPages() {}

    static boolean isPath(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    static void answer(Bus bus, HttpServerRequest request) {
        String query = request.query();
        PageQuestion question = new PageQuestion(
                request.path(), query == null ? "" : query, token(request), isLocal(request.remoteAddress()));
        bus.ask(Topics.STATUS_PAGE, question)
                .onSuccess(answer -> send(request.response(), answer))
                .onFailure(error -> Refusal.send(
                        request.response(),
                        error instanceof Failure failure ? failure : Failure.internal(Hop.GATEWAY)));
    }

    private static String token(HttpServerRequest request) {
        String value = request.getHeader(HttpHeaders.AUTHORIZATION);
        return value != null && value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? value.substring(SCHEME.length()).strip()
                : "";
    }

    /** Of the socket, not of a header. The text is an address already, so that nothing is looked up. */
    static boolean isLocal(SocketAddress peer) {
        String address = peer == null ? null : peer.hostAddress();
        if (address == null) {
            return false;
        }
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void send(HttpServerResponse response, PageAnswer answer) {
        answer.headers().forEach(response::putHeader);
        response.setStatusCode(answer.code()).end(answer.body());
    }
}
