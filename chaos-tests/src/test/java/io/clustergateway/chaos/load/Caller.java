package io.clustergateway.chaos.load;

import io.clustergateway.chaos.load.Outcomes.Attempt;
import io.clustergateway.chaos.rig.Front;
import io.clustergateway.chaos.rig.RecordingMember;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.CallerKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One client that reads and writes at one member by turns, a request at a time, until it is told to stop. */
final class Caller {
    private static final long PAUSE_MILLIS = 25;
    private static final long PATIENCE_SECONDS = 25;
    private static final int BODY = 2000;

    private final AtomicLong served = new AtomicLong();
    private final Promise<Void> stopped = Promise.promise();
    private final Front rig;
    private final CallerKind kind;
    private final String member;
    private final Outcomes outcomes;
    private final HttpClient client;
    private long number;
    private volatile boolean stopping;

    Caller(Front rig, CallerKind kind, String member, Outcomes outcomes) {
        this.rig = rig;
        this.kind = kind;
        this.member = member;
        this.outcomes = outcomes;
        this.client = client();
        rig.servers().runOnContext(hop -> next());
    }

    /** {@code KIND@MEMBER}. */
    String label() {
        return kind.name().toLowerCase(Locale.ROOT) + "@" + member;
    }

    long served() {
        return served.get();
    }

    /** Completes when the last request is over. */
    Future<Void> stop() {
        stopping = true;
        return stopped.future().eventually(() -> client.close());
    }

    private HttpClient client() {
        return switch (kind) {
            case TOKEN -> Clients.of(rig, Optional.empty(), HttpVersion.HTTP_2, true);
            case CHANGING -> Clients.of(rig, Optional.of(rig.frontProxyCertificate()), HttpVersion.HTTP_2, true);
            case CONNECTING -> Clients.ofUser(rig, user(), HttpVersion.HTTP_1_1, false);
            case EXTERNAL -> Clients.ofUser(rig, user(), HttpVersion.HTTP_1_1, true);
            default -> Clients.ofUser(rig, user(), HttpVersion.HTTP_2, true);
        };
    }

    private String user() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == CallerKind.CHANGING ? name + "-" + number : name + "-1";
    }

    private void next() {
        if (stopping) {
            stopped.complete();
            return;
        }
        number++;
        boolean write = number % 2 == 0;
        String id = UUID.randomUUID().toString();
        Buffer body = write ? Buffer.buffer((id + " ").repeat(BODY / 37)) : Buffer.buffer();
        send(request(write, id), id, body)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onFailure(error -> {
                    if (error instanceof TimeoutException) {
                        outcomes.fault(label() + ": not answered within " + PATIENCE_SECONDS + " s: " + id);
                    }
                })
                .onComplete(over -> rig.servers().setTimer(PAUSE_MILLIS, due -> next()));
    }

    private RequestOptions request(boolean write, String id) {
        RequestOptions request = new RequestOptions()
                .setMethod(write ? HttpMethod.POST : HttpMethod.GET)
                .setURI("/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + member + "/proxy"
                        + RecordingMember.ECHO + (write ? "write" : "read"))
                .putHeader(RecordingMember.TRUE_CALLER, user())
                .putHeader(RecordingMember.ID, id)
                .putHeader("Audit-ID", id);
        if (kind == CallerKind.TOKEN) {
            request.putHeader("Authorization", "Bearer " + Rig.TOKEN);
        } else if (kind == CallerKind.CHANGING) {
            request.putHeader("X-Remote-User", user()).putHeader("X-Remote-Group", "team-of-" + user());
        }
        return request;
    }

    private Future<Void> send(RequestOptions options, String id, Buffer body) {
        Attempt attempt = new Attempt(label(), id, System.nanoTime());
        return client.request(options)
                .compose(request -> request.send(body))
                .onFailure(cut -> outcomes.cut(attempt, cut))
                .compose(response -> response.body()
                        .onFailure(cut -> outcomes.cutInBody(attempt))
                        .onSuccess(bytes -> check(attempt, response, bytes, options, body)))
                .mapEmpty();
    }

    private void check(
            Attempt attempt, HttpClientResponse response, Buffer answer, RequestOptions request, Buffer body) {
        if (response.statusCode() != 200) {
            outcomes.refused(attempt, response, answer);
            checkUnasked(attempt, response);
            return;
        }
        String id = attempt.id();
        if (!answer.equals(Buffer.buffer(id + "\n").appendBuffer(body))) {
            outcomes.fault(label() + ": another answer than its own: " + id + " got " + answer.length() + " bytes: "
                    + answer.getString(0, Math.min(80, answer.length())));
        }
        int arrivals = rig.member(member).arrivals(id);
        if (arrivals < 1 || arrivals > 1 && request.getMethod() != HttpMethod.GET) {
            outcomes.fault(label() + ": " + request.getMethod() + " " + id + " arrived " + arrivals + " times");
        }
        outcomes.served(label());
        served.incrementAndGet();
    }

    /** Whoever refuses before the member is asked has not asked it. */
    private void checkUnasked(Attempt attempt, HttpClientResponse response) {
        String hop = response.getHeader(Outcomes.HOP);
        if (hop != null && !hop.equals("member") && rig.member(member).arrivals(attempt.id()) > 0) {
            outcomes.fault(label() + ": refused by " + hop + ", and yet it arrived: " + attempt.id());
        }
    }
}
