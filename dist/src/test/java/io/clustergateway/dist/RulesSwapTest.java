package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.kubelet.ConfigMapVolume;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules are swapped as a kubelet swaps them while 64 clients send requests. */
final class RulesSwapTest {
    private static final int CLIENTS = 64;
    private static final int SWAPS = 5;
    private static final long IN_FORCE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String WHOAMI = PocketRig.PROXY + "/whoami";

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger(CLIENTS);
    private volatile boolean stopped;

    @TempDir
    private Path dir;

    /**
     * One answer.
     *
     * @param sentAt nanoseconds, as {@link System#nanoTime}
     * @param version number of the rules by which the member was shown this user
     */
    private record Seen(long sentAt, int version) {}

    @Test
    void noRequestFailsNoneMixesAndAllNewOnesFollowWithinASecond() {
        ConfigMapVolume volume = new ConfigMapVolume(dir, Map.of("rules.yaml", rules(0)));
        Map<String, Object> overrides = Map.of(
                "identity.passing", true, "identity.rules", volume.folder().toString());
        try (PocketRig rig = new PocketRig(PocketRig.Plan.of(overrides))) {
            rig.member().server().handle("/whoami", RulesSwapTest::echo);
            List<PocketClient> clients = start(rig);
            List<Long> swappedAt = new ArrayList<>(List.of(System.nanoTime()));
            for (int version = 1; version <= SWAPS; version++) {
                volume.swap(Map.of("rules.yaml", rules(version)));
                swappedAt.add(System.nanoTime());
                awaitRequestsSentAfter(System.nanoTime() + 2 * IN_FORCE_NANOS);
            }
            stopped = true;
            await().until(() -> running.get() == 0);
            clients.forEach(PocketClient::close);
            assertThat(failed).isEmpty();
            assertThat(seen).hasSizeGreaterThan(CLIENTS * SWAPS);
            seen.forEach(request ->
                    assertThat(request.version()).isBetween(lowest(request, swappedAt), highest(request, swappedAt)));
        }
    }

    private List<PocketClient> start(PocketRig rig) {
        List<PocketClient> clients = new ArrayList<>();
        for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
            PocketClient client = rig.frontProxy(version);
            clients.add(client);
            for (int i = 0; i < CLIENTS / 2; i++) {
                next(client, "user-%s-%d".formatted(version, i));
            }
        }
        return clients;
    }

    private void next(PocketClient client, String user) {
        if (stopped) {
            running.decrementAndGet();
            return;
        }
        RequestOptions request = client.request(HttpMethod.GET, WHOAMI)
                .addHeader("X-Remote-User", user)
                .addHeader("X-Remote-Group", "everybody");
        long sentAt = System.nanoTime();
        client.send(request, Buffer.buffer()).onComplete(answer -> {
            if (answer.succeeded()) {
                note(sentAt, answer.result());
            } else {
                failed.add(String.valueOf(answer.cause()));
            }
            next(client, user);
        });
    }

    private void note(long sentAt, Answer answer) {
        if (answer.status() != 200) {
            failed.add(answer.status() + " " + answer.body());
            return;
        }
        String user = answer.json().getString("user");
        int version = Integer.parseInt(user.substring("user-of-".length()));
        if (!answer.json().getJsonArray("groups").equals(new JsonArray().add("group-of-" + version))) {
            failed.add("mixed: " + answer.body());
        }
        seen.add(new Seen(sentAt, version));
    }

    private void awaitRequestsSentAfter(long moment) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> seen.stream().anyMatch(request -> request.sentAt() > moment));
    }

    /** The rules that were a second old when it was sent, or later ones. */
    private static int lowest(Seen request, List<Long> swappedAt) {
        int version = 0;
        while (version < SWAPS && swappedAt.get(version + 1) + IN_FORCE_NANOS < request.sentAt()) {
            version++;
        }
        return version;
    }

    /** Answered at most two seconds later: rules that were swapped in by then. */
    private static int highest(Seen request, List<Long> swappedAt) {
        int version = SWAPS;
        while (version > 0 && swappedAt.get(version) > request.sentAt() + 2 * IN_FORCE_NANOS) {
            version--;
        }
        return version;
    }

    private static void echo(HttpServerRequest request) {
        request.response()
                .end(new JsonObject()
                        .put("user", request.getHeader("Impersonate-User"))
                        .put("groups", new JsonArray(request.headers().getAll("Impersonate-Group")))
                        .toBuffer());
    }

    private static String rules(int version) {
        return """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  clientIdentityExchanger:
                    rules:
                    - name: everybody
                      source: {group: everybody}
                      target: {user: user-of-%d, groups: [group-of-%d]}
                      type: StaticMappingIdentityExchanger
                """.formatted(version, version);
    }
}
