package io.clustergateway.dist;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP, in protobuf over HTTP and over gRPC in the clear. */
final class Collector {
    private static final int FRAME_HEAD = 5;

    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<String> paths = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Collector(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    private void take(HttpServerRequest request, Buffer body) {
        boolean isGrpc = "application/grpc".equals(request.getHeader("content-type"));
        paths.add(request.path());
        keep(isGrpc ? body.slice(FRAME_HEAD, body.length()) : body);
        byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
        HttpServerResponse response = request.response();
        if (isGrpc) {
            response.putHeader("content-type", "application/grpc").putTrailer("grpc-status", "0");
            response.end(Buffer.buffer()
                    .appendByte((byte) 0)
                    .appendInt(answer.length)
                    .appendBytes(answer));
        } else {
            response.putHeader("content-type", "application/x-protobuf").end(Buffer.buffer(answer));
        }
    }

    private void keep(Buffer message) {
        try {
            ExportTraceServiceRequest.parseFrom(message.getBytes())
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
