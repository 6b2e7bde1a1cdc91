package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each verticle is killed under load; the house mends itself, and nobody is refused falsely or taken for another. */
@Timeout(180)
final class KillModulesTest {
    private static final int INSTANCES = 2;
    private static final int MOST_KILLS = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern RESTARTS =
            Pattern.compile("cluster_gateway_module_restarts_total\\{module=\"([^\"]+)\"} (\\d+)");
    private static final Pattern FAILED_CHECK = Pattern.compile("(?m)^\\[-]([a-z-]+) failed: reason withheld$");

    /** By module: which hops may be named while it is down. */
    private static final Map<String, Set<String>> HOPS = Map.of(
            "management-port", Set.of(),
            "config-reload", Set.of(),
            "registry-watcher", Set.of("registry"),
            "authn-delegator", Set.of("hub authorization"),
            "identity-exchanger", Set.of("identity exchange"),
            "health-prober", Set.of(),
            "proxy-forwarder", Set.of("gateway"));

    private static PocketRig rig;
    private static PocketClient admin;
    private static PocketClient probe;

    @BeforeAll
    static void start() throws IOException {
        rig = new PocketRig(PocketRig.Plan.of(
                Map.of("identity.passing", true, "forwarder.instances", INSTANCES, "management.port", freePort())));
        admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_1_1);
        probe = rig.stranger();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void everyVerticleMayDieUnderLoad() throws Exception {
        Map<String, Integer> before = restarts();
        Map<String, Integer> killed = new TreeMap<>();
        try (Load load = new Load(rig)) {
            for (String deployment : Set.copyOf(rig.vertx().deploymentIDs())) {
                killUntilSeenDown(deployment, load, killed);
            }
            load.isServed(PATIENCE);
            load.stop();
            verify(load);
        }
        assertThat(killed.keySet()).isEqualTo(HOPS.keySet());
        assertThat(killed.get("proxy-forwarder")).isEqualTo(INSTANCES);
        killed.forEach((module, times) -> before.merge(module, times, Integer::sum));
        assertThat(restarts()).isEqualTo(before);
        assertThat(rig.vertx().deploymentIDs()).hasSize(6 + INSTANCES);
    }

    /** Each death of a module makes its next pause twice as long, so that no machine is too slow to see it down. */
    private static void killUntilSeenDown(String first, Load load, Map<String, Integer> killed) throws Exception {
        String deployment = first;
        for (int times = 0; times < MOST_KILLS; times++) {
            Set<String> others = new HashSet<>(rig.vertx().deploymentIDs());
            others.remove(deployment);
            load.isServed(PATIENCE);
            Down down = kill(deployment, load);
            killed.merge(down.module(), 1, Integer::sum);
            if (down.isSeen()) {
                return;
            }
            Set<String> again = new HashSet<>(rig.vertx().deploymentIDs());
            again.removeAll(others);
            deployment = again.iterator().next();
        }
        throw new AssertionError("killed %s and never seen down".formatted(killed));
    }

    /**
     * What the world saw of a death.
     *
     * @param named by readiness
     * @param hops of the refusals meanwhile
     */
    private record Down(String module, Set<String> named, Set<String> hops) {
        private boolean isForwarder() {
            return module.equals("proxy-forwarder");
        }

        private void verify() {
            assertThat(Set.of(module)).as("named while %s was down", module).containsAll(named);
            assertThat(HOPS.get(module)).as("hops while %s was down", module).containsAll(hops);
            if (isForwarder()) {
                assertThat(named).isEmpty();
            }
        }

        private boolean isSeen() {
            return isForwarder() || !named.isEmpty() && hops.equals(HOPS.get(module));
        }
    }

    /** Which module it was is told by the metric; an operator knows no more. */
    private static Down kill(String deployment, Load load) throws Exception {
        Map<String, Integer> before = restarts();
        long watchesOpened = load.watchesOpened();
        long dropped = load.dropped();
        int refusals = load.refusals().size();
        Set<String> named = new TreeSet<>();
        rig.vertx().undeploy(deployment).await(20, TimeUnit.SECONDS);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            named.addAll(failedChecks());
            return rig.vertx().deploymentIDs().size() == 6 + INSTANCES
                    && !rig.vertx().deploymentIDs().contains(deployment);
        });
        await().atMost(PATIENCE).until(() -> failedChecks().isEmpty());
        Down down = new Down(restartedSince(before), named, hops(load, refusals));
        down.verify();
        if (!down.isForwarder()) {
            assertThat(load.dropped()).as("connections after %s", down).isEqualTo(dropped);
            load.watchDelivers(PATIENCE);
            assertThat(load.watchesOpened()).as("watches after %s", down).isEqualTo(watchesOpened);
        }
        return down;
    }

    private static Set<String> hops(Load load, int before) {
        return load.refusals().stream()
                .skip(before)
                .map(PocketClient.Answer::hop)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void verify(Load load) {
        assertThat(load.answered()).isGreaterThan(200);
        assertThat(load.refusals()).allSatisfy(refusal -> {
            assertThat(refusal.status()).as(refusal.body()).isEqualTo(503);
            assertThat(refusal.json().getString("message")).isNotEmpty();
            assertThat(refusal.headers().get("retry-after")).isNotEmpty();
        });
        assertThat(load.created())
                .allSatisfy(name -> assertThat(rig.member().server().find("v1", "ConfigMap", "default", name))
                        .as(name)
                        .isPresent());
        assertThat(load.refusedToCreate())
                .allSatisfy(name -> assertThat(rig.member().server().find("v1", "ConfigMap", "default", name))
                        .as(name)
                        .isEmpty());
        everybodyWasThemselves(load);
    }

    private static void everybodyWasThemselves(Load load) {
        Set<String> people = new HashSet<>();
        List<SeenRequest> seen = new ArrayList<>(rig.member().server().requests());
        seen.removeIf(request -> request.header("Audit-Id").stream().noneMatch(id -> id.startsWith(Load.MARK)));
        assertThat(seen).hasSizeGreaterThan(200);
        for (SeenRequest request : seen) {
            String user = Load.userOf(request.header("Audit-Id").get(0));
            people.add(user);
            assertThat(request.header("Impersonate-User"))
                    .as(request.toString())
                    .containsExactly(user);
            assertThat(request.header("Impersonate-Group")).containsExactly("team-of-" + user, "system:authenticated");
        }
        assertThat(people).hasSizeGreaterThan(50).contains("person-HTTP_1_1", "person-HTTP_2");
    }

    private static Set<String> failedChecks() {
        PocketClient.Answer answer = probe.get("/readyz?verbose");
        assertThat(answer.status()).isIn(200, 500);
        Set<String> failed = new TreeSet<>();
        Matcher check = FAILED_CHECK.matcher(answer.body());
        while (check.find()) {
            failed.add(check.group(1));
        }
        assertThat(failed.isEmpty()).as(answer.body()).isEqualTo(answer.status() == 200);
        return failed;
    }

    private static String restartedSince(Map<String, Integer> before) {
        Map<String, Integer> after = restarts();
        List<String> more = after.keySet().stream()
                .filter(module -> after.get(module) > before.getOrDefault(module, 0))
                .toList();
        assertThat(more).hasSize(1);
        return more.get(0);
    }

    private static Map<String, Integer> restarts() {
        PocketClient.Answer answer = admin.get("/metrics");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Map<String, Integer> restarts = new TreeMap<>();
        Matcher line = RESTARTS.matcher(answer.body().replace(".0", ""));
        while (line.find()) {
            restarts.put(line.group(1), Integer.parseInt(line.group(2)));
        }
        return restarts;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
