package io.clustergateway.chaos.load;

import io.clustergateway.chaos.rig.Front;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Streams of one pod of a member, one after the other, until told to stop: {@code exec cat}, then {@code logs -f}. */
final class Streaming {
    private static final String USER = "streamer";
    private static final String PROTOCOL = "v5.channel.k8s.io";
    private static final long PAUSE_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 25;
    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte ERROR = 3;
    private static final byte CLOSE = (byte) 255;

    private final AtomicLong execs = new AtomicLong();
    private final AtomicLong logs = new AtomicLong();
    private final Map<String, Integer> broken = new ConcurrentSkipListMap<>();
    private final Promise<Void> stopped = Promise.promise();
    private final Front rig;
    private final String member;
    private final Outcomes outcomes;
    private final WebSocketClient sockets;
    private final HttpClient client;
    private long number;
    private volatile boolean stopping;

    Streaming(Front rig, String member, Outcomes outcomes) {
        this.rig = rig;
        this.member = member;
        this.outcomes = outcomes;
        this.sockets = Clients.webSockets(rig, USER);
        this.client = Clients.ofUser(rig, USER, HttpVersion.HTTP_2, true);
        rig.servers().runOnContext(hop -> next());
    }

    String label() {
        return "streams@" + member;
    }

    /** Of the kind of which fewer came whole. */
    long served() {
        return Math.min(execs.get(), logs.get());
    }

    /** Completes when the last stream is over. */
    Future<Void> stop() {
        stopping = true;
        return stopped.future().eventually(() -> Future.join(sockets.close(), client.close()));
    }

    private void next() {
        if (stopping) {
            stopped.complete();
            return;
        }
        number++;
        boolean isExec = number % 2 == 0;
        (isExec ? exec("line %d of %s".formatted(number, member)) : log())
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(whole -> (isExec ? execs : logs).incrementAndGet())
                .onFailure(cause -> broke(isExec ? "exec" : "log", cause))
                .onComplete(over -> rig.servers().setTimer(PAUSE_MILLIS, due -> next()));
    }

    /** A stream may break under faults; what its end says must still name the hop. */
    private void broke(String kind, Throwable cause) {
        broken.merge(kind + " " + cause.getClass().getSimpleName(), 1, Integer::sum);
        if (cause instanceof UpgradeRejectedException rejected
                && rejected.getHeaders().get(Outcomes.HOP) == null) {
            outcomes.fault(label() + ": refused without naming the hop: " + rejected.getStatus());
        }
    }

    private Future<Void> exec(String line) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(rig.port())
                .setSsl(true)
                .setURI(pod("exec?command=cat&stdin=true&stdout=true"))
                .setSubProtocols(List.of(PROTOCOL));
        return sockets.connect(options).compose(socket -> echo(socket, line));
    }

    /** Writes, waits for the same, ends the input and waits for the command's good end. */
    private Future<Void> echo(WebSocket socket, String line) {
        Promise<Void> over = Promise.promise();
        Buffer shown = Buffer.buffer();
        socket.exceptionHandler(over::tryFail);
        socket.closeHandler(closed -> over.tryFail("closed before the command ended"));
        socket.binaryMessageHandler(frame -> {
            if (frame.getByte(0) == STDOUT) {
                shown.appendBuffer(frame.slice(1, frame.length()));
                if (shown.length() >= line.length()) {
                    socket.writeBinaryMessage(Buffer.buffer(new byte[] {CLOSE, STDIN}));
                }
            } else if (frame.getByte(0) == ERROR) {
                JsonObject status = frame.slice(1, frame.length()).toJsonObject();
                if (!shown.toString().equals(line) || !"Success".equals(status.getString("status"))) {
                    outcomes.fault("%s: cat of %s showed %s and ended with %s".formatted(label(), line, shown, status));
                }
                over.tryComplete();
            }
        });
        socket.writeBinaryMessage(Buffer.buffer(new byte[] {STDIN}).appendString(line));
        return over.future().eventually(() -> socket.close());
    }

    /** Follows until the first line is there, and goes away as somebody who presses ^C does. */
    private Future<Void> log() {
        return client.request(HttpMethod.GET, pod("log?follow=true&tailLines=1"))
                .compose(request -> request.send().compose(response -> firstLine(request, response)));
    }

    private Future<Void> firstLine(HttpClientRequest request, HttpClientResponse response) {
        Promise<Void> seen = Promise.promise();
        if (response.statusCode() != 200) {
            if (response.getHeader(Outcomes.HOP) == null) {
                outcomes.fault(label() + ": log refused without naming the hop: " + response.statusCode());
            }
            return response.body().compose(body -> Future.failedFuture(body.toString()));
        }
        response.exceptionHandler(seen::tryFail);
        response.endHandler(ended -> seen.tryFail("a followed log ended"));
        response.handler(bytes -> {
            if (!bytes.toString().startsWith("hello from " + member)) {
                outcomes.fault("%s: the log begins with %s".formatted(label(), bytes));
            }
            seen.tryComplete();
        });
        return seen.future().onComplete(first -> request.reset());
    }

    private String pod(String stream) {
        return "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + member
                + "/proxy/api/v1/namespaces/default/pods/web/" + stream;
    }

    @Override
    public String toString() {
        return "%s: %d execs, %d logs, broken %s".formatted(member, execs.get(), logs.get(), broken);
    }
}
