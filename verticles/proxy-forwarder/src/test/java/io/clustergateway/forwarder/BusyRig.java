package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.forwarder.Rig.Answer;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.testkit.lifecycle.Opening;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A gateway with these limits and two event loops, before members {@code good} and {@code frozen} that answer as one. */
final class BusyRig implements AutoCloseable {
    final Rig gateway;
    final TestMember member;

    /** What a frozen member was asked and has not answered. */
    final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();

    BusyRig(Path folder, Map<String, Object> limits) {
        this(folder, limits, Map.of());
    }

    BusyRig(Path folder, Map<String, Object> limits, Map<String, Object> forwarder) {
        Map<String, Object> settings = new HashMap<>(Map.of("instances", 2));
        settings.putAll(forwarder);
        settings.put("limits", new HashMap<>(limits));
        gateway = new Rig(folder, Map.of(), settings);
        member = new TestMember(gateway.vertx);
        Opening.orClose(this, this::start);
    }

    private void start() {
        gateway.start();
        gateway.peers.access = question -> Future.succeededFuture(new AccessAnswer(
                caller(question.credentials().bearerToken()), Optional.empty(), System.nanoTime() + 10_000_000_000L));
        gateway.peers.publish(ClusterTable.EMPTY
                .with(member.cluster("good", Optional.empty()), "1")
                .with(member.cluster("frozen", Optional.empty()), "2"));
        await().until(() -> get("probe", "good", "/x").code() == 200);
    }

    void use(Map<String, Object> limits) {
        SettingsFaults faults = new SettingsFaults(Map.of());
        gateway.forwarder
                .reloadables()
                .get(0)
                .reader()
                .apply(faults.read(new JsonObject(limits)))
                .run();
    }

    void freeze(String name) {
        member.answer = request -> {
            if (request.uri().equals("/held")) {
                held.add(request);
            } else {
                request.response().end("quick");
            }
        };
        assertThat(get("probe", name, "/quick").code()).isEqualTo(200);
    }

    void release(int count) {
        for (int i = 0; i < count; i++) {
            await().until(() -> !held.isEmpty());
            held.remove().response().end("late");
        }
    }

    List<Future<Answer>> flood(String caller, String name, int count) {
        HttpClient client = client(HttpVersion.HTTP_2);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(client.request(options(caller, name, "/held"))
                    .compose(request -> request.send()
                            .compose(response -> response.body().map(body -> new Answer(response, body)))));
        }
        return answers;
    }

    Answer get(String caller, String name, String path) {
        return gateway.get(proxied(name, path), "authorization", "Bearer " + caller);
    }

    /** Is not asked again when its connection ends. */
    Future<Answer> post(String caller) {
        return client(HttpVersion.HTTP_2)
                .request(options(caller, "good", "/held").setMethod(HttpMethod.POST))
                .compose(request -> request.send("{}"))
                .compose(response -> response.body().map(body -> new Answer(response, body)));
    }

    HttpClient client(HttpVersion version) {
        return gateway.client(gateway.options(version), new PoolOptions().setHttp2MaxSize(2));
    }

    static RequestOptions options(String caller, String name, String path) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(proxied(name, path))
                .addHeader("authorization", "Bearer " + caller);
    }

    static long count(List<Future<Answer>> answers, int code) {
        return answers.stream()
                .filter(answer -> answer.succeeded() && answer.result().code() == code)
                .count();
    }

    String gauge(String name, String cluster) {
        String line = "cluster_gateway_member_" + name + "{cluster=\"" + cluster + "\"} ";
        return gateway.metrics
                .scrape()
                .lines()
                .filter(text -> text.startsWith(line))
                .map(text -> text.substring(line.length()))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        gateway.close();
    }

    private static String proxied(String name, String path) {
        return ROOT + "/clustergateways/" + name + "/proxy" + path;
    }

    private static Caller caller(String name) {
        return name.isEmpty()
                ? Caller.ANONYMOUS
                : new Caller(name, Optional.empty(), List.of("system:authenticated"), Map.of());
    }
}
