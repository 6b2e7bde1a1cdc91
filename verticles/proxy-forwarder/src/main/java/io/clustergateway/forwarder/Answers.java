package io.clustergateway.forwarder;

import io.clustergateway.forwarder.api.Document;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Successful answers of our own. Bodies of such requests are never read. */
final class Answers {
    private static final String PRIVATE = "no-cache, private";

    private Answers() {}

    /** An answer made for this caller. */
    static void send(HttpServerRequest request, int code, String contentType, Buffer body) {
        HttpServerResponse response = request.response();
        if (!response.closed() && !response.headWritten()) {
            response.setStatusCode(code).putHeader(HttpHeaders.CACHE_CONTROL, PRIVATE);
            end(request, contentType, body);
        }
    }

    /** A document that is the same for everybody, or 304 when the client has it. */
    static void send(HttpServerRequest request, Document document) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.headWritten()) {
            return;
        }
        response.putHeader(HttpHeaders.ETAG, document.etag()).putHeader(HttpHeaders.VARY, "Accept");
        if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "public");
        }
        if (document.etag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        end(request, document.contentType(), document.body());
    }

    /** The client asked for this very version of the document, so it may keep it. */
    static void keepForAYear(HttpServerRequest request) {
        ZonedDateTime end = Instant.now().atZone(ZoneOffset.UTC).plusYears(1);
        request.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, immutable")
                .putHeader(HttpHeaders.EXPIRES, DateTimeFormatter.RFC_1123_DATE_TIME.format(end));
    }

    private static void end(HttpServerRequest request, String contentType, Buffer body) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader("x-content-type-options", "nosniff");
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }
}
