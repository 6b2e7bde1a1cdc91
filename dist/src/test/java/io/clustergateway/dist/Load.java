package io.clustergateway.dist;

import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several clients at once: each reads and writes through the gateway as fast as it answers; one watch stays open. Half of
 * them show certificates of their own, the others are front proxies with another user in each request, whom no cache
 * knows.
 */
final class Load implements AutoCloseable {
    /** How the audit ids of its requests begin. */
    static final String MARK = "load:";

    private static final String POD = PocketRig.PROXY + "/api/v1/namespaces/default/pods/web";
    private static final String CONFIG_MAPS = PocketRig.PROXY + "/api/v1/namespaces/default/configmaps";

    private static final int CLIENTS = 4;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong number = new AtomicLong();
    private final Queue<Answer> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<String> created = new ConcurrentLinkedQueue<>();
    private final Queue<String> refusedToCreate = new ConcurrentLinkedQueue<>();
    private final PocketRig rig;
    private final OpenWatch watch;
    private volatile boolean stopped;

    Load(PocketRig rig) {
        this.rig = rig;
        this.watch =
                new OpenWatch(rig.direct(rig.somebody("watcher"), HttpVersion.HTTP_2), CONFIG_MAPS + "?watch=true");
        for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
            threads.execute(() -> asOne("person-" + version.name(), version));
            threads.execute(() -> asMany(version));
        }
    }

    static String userOf(String auditId) {
        return auditId.substring(MARK.length()).split(":")[0];
    }

    long answered() {
        return answered.get();
    }

    /** Requests without any answer, because their connection closed. */
    long dropped() {
        return dropped.get();
    }

    /** All that was answered with anything but success. */
    List<Answer> refusals() {
        return List.copyOf(refusals);
    }

    List<String> created() {
        return List.copyOf(created);
    }

    List<String> refusedToCreate() {
        return List.copyOf(refusedToCreate);
    }

    long watchesOpened() {
        return watch.opened();
    }

    /** Waits until everybody has been served again. */
    void isServed(Duration patience) {
        long before = served.get();
        await().atMost(patience).until(() -> served.get() > before + 20L * CLIENTS && watch.isOpen());
    }

    /** Waits until what happens at the member now is seen by the watch. */
    void watchDelivers(Duration patience) {
        String name = "event-" + number.incrementAndGet();
        rig.member().server().put("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}}");
        await().atMost(patience).until(() -> watch.hasSeen(name));
    }

    /** Waits until the last answer is there. */
    void stop() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("requests were not answered");
        }
    }

    private void asOne(String user, HttpVersion version) {
        try (PocketClient client = rig.direct(rig.somebody(user, "team-of-" + user), version)) {
            while (!stopped) {
                round(client, user);
            }
        }
    }

    private void asMany(HttpVersion version) {
        try (PocketClient client = rig.frontProxy(version)) {
            while (!stopped) {
                String user = "user-" + number.incrementAndGet();
                round(client, user, "X-Remote-User", user, "X-Remote-Group", "team-of-" + user);
            }
        }
    }

    private void round(PocketClient client, String user, String... identity) {
        call(client, HttpMethod.GET, POD, user, "", identity);
        call(client, HttpMethod.GET, PocketRig.RESOURCES + "/clustergateways/member", user, "", identity);
        String name = user.toLowerCase(Locale.ROOT).replace('_', '-') + "-" + number.incrementAndGet();
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}".formatted(name);
        int status = call(client, HttpMethod.POST, CONFIG_MAPS, user, body, identity);
        if (status == 201) {
            created.add(name);
        } else if (status > 0) {
            refusedToCreate.add(name);
        }
    }

    /** The status; 0 without an answer. */
    private int call(
            PocketClient client, HttpMethod method, String target, String user, String body, String... identity) {
        RequestOptions request = client.request(method, target)
                .addHeader("Audit-Id", MARK + user + ":" + number.incrementAndGet())
                .addHeader("Content-Type", "application/json");
        for (int i = 0; i < identity.length; i += 2) {
            request.addHeader(identity[i], identity[i + 1]);
        }
        try {
            return note(client.send(request, Buffer.buffer(body)).await());
        } catch (Exception closed) {
            dropped.incrementAndGet();
            return 0;
        }
    }

    private int note(Answer answer) {
        answered.incrementAndGet();
        if (answer.status() < 300) {
            served.incrementAndGet();
        } else {
            refusals.add(answer);
        }
        return answer.status();
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
        watch.close();
    }
}
