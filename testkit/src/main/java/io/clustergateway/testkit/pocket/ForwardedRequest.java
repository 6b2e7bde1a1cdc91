package io.clustergateway.testkit.pocket;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;

/** One ordinary request through the aggregator, streamed both ways. */
final class ForwardedRequest {

    private final HttpClient client;
    private final Exchange exchange;
    private final HttpServerRequest near;
    private final HttpServerResponse response;

    ForwardedRequest(HttpClient client, Exchange exchange) {
        this.client = client;
        this.exchange = exchange;
        this.near = exchange.request();
        this.response = near.response();
    }

    void send(String target) {
        near.pause();
        RequestOptions options = new RequestOptions()
                .setMethod(near.method())
                .setURI(target)
                .setHeaders(FrontProxyHeaders.of(exchange, false));
        client.request(options).compose(this::sendBody).compose(this::relay).onFailure(this::fail);
    }

    private Future<HttpClientResponse> sendBody(HttpClientRequest far) {
        response.exceptionHandler(gone -> far.reset());
        response.closeHandler(gone -> far.reset());
        if (near.method() == HttpMethod.GET || near.method() == HttpMethod.HEAD) {
            near.resume();
            return far.send();
        }
        if (!near.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            far.setChunked(true);
        }
        return far.send(near);
    }

    private Future<Void> relay(HttpClientResponse far) {
        boolean redirect = far.statusCode() >= 300
                && far.statusCode() < 400
                && far.headers().contains("Location");
        if (redirect) {
            far.resume();
            return response.setStatusCode(502)
                    .end("the backend attempted to redirect this request, which is not permitted");
        }
        response.setStatusCode(far.statusCode());
        far.headers().forEach(header -> {
            if (!FrontProxyHeaders.isHopByHop(header.getKey())) {
                response.headers().add(header.getKey(), header.getValue());
            }
        });
        boolean bodiless = near.method() == HttpMethod.HEAD || far.statusCode() == 304 || far.statusCode() == 204;
        if (bodiless) {
            return response.end();
        }
        if (!far.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        response.writeHead();
        return far.pipeTo(response);
    }

    private void fail(Throwable cause) {
        if (!near.isEnded()) {
            near.resume();
        }
        if (response.headWritten()) {
            response.reset();
        } else if (!response.closed()) {
            response.setStatusCode(503)
                    .putHeader("Content-Type", "text/plain")
                    .end("error trying to reach service: " + cause.getMessage() + "\n");
        }
    }
}
