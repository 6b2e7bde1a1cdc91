package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Informers of three makes follow a member through hub and gateway while their watches end, in time or broken off. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class InformersTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Logger log = LoggerFactory.getLogger(InformersTest.class);
    private static final ch.qos.logback.classic.Logger VERTX =
            (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.vertx");
    private static final String NAMESPACE = "churn";
    private static final String COLLECTION = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
    private static final String MARK = "mark";
    private static final int CHANGES = 10_000;
    private static final Duration CUTS_EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ListAppender<ILoggingEvent> errors = new ListAppender<>();
    private RealRig rig;
    private Churn churn;
    private final List<Follower> followers = new ArrayList<>();
    private KubectlFollower kubectl;
    private OfficialFollower official;
    private Fabric8Follower fabric8;
    private ScheduledExecutorService clock;

    @BeforeEach
    void start() throws IOException {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        errors.start();
        VERTX.addAppender(errors);
        clock = Executors.newSingleThreadScheduledExecutor();
        member.server().kubectl().run("create", "namespace", NAMESPACE);
        mark("POST", COLLECTION, 0);
        churn = new Churn(member.server(), COLLECTION);
        Path kubeconfig = rig.memberKubeconfig("admin", "system:masters");
        kubectl = follow(new KubectlFollower(rig.hubKubectl(), RealRig.proxyPath(RealRig.MEMBER) + COLLECTION));
        official = follow(new OfficialFollower(kubeconfig, NAMESPACE));
        fabric8 = follow(new Fabric8Follower(Files.readString(kubeconfig), NAMESPACE));
        awaitAll();
    }

    @AfterEach
    void stop() {
        VERTX.detachAppender(errors);
        clock.shutdownNow();
        followers.forEach(Follower::close);
        churn.close();
        member.server().request("DELETE", COLLECTION, "");
        rig.close();
    }

    @Test
    void missNothingOfTenThousandChanges() {
        missNothing(1);
    }

    @Test
    @Timeout(value = 70, unit = TimeUnit.MINUTES)
    @EnabledIfSystemProperty(named = "soak", matches = "true")
    void missNothingForAnHour() {
        Instant end = Instant.now().plus(Duration.ofHours(1));
        for (int round = 1; Instant.now().isBefore(end); round++) {
            missNothing(round);
        }
    }

    private void missNothing(int round) {
        long before = version(list());
        followers.forEach(follower -> follower.begin(before));
        Kubectl atMember = rig.memberKubectl();
        try (RunningCommand witness = member.server()
                        .kubectl()
                        .start("get", "--raw", COLLECTION + "?watch=true&resourceVersion=" + before);
                RunningCommand listing = awaitMark(atMember, round);
                RunningCommand streaming =
                        awaitMark(atMember.withEnvironment("KUBE_FEATURE_WatchListClient", "true"), round)) {
            changeWhileWatchesEnd(round);
            awaitAll();
            List<Change> truth = truth(witness);
            assertThat(truth).hasSize(CHANGES + 1);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> check(truth));
            listing.await(PATIENCE).expectSuccess();
            streaming.await(PATIENCE).expectSuccess();
            log.info("nothing missed round={} followers={}", round, followers);
        }
    }

    private void changeWhileWatchesEnd(int round) {
        long period = CUTS_EVERY.toMillis();
        var cuts = clock.scheduleAtFixedRate(rig.memberLink()::dropConnections, period, period, TimeUnit.MILLISECONDS);
        churn.make(CHANGES);
        mark("PUT", COLLECTION + "/" + MARK, round);
        cuts.cancel(false);
    }

    /** client-java lists again after a broken watch, so its users are told the outcome of what happened meanwhile. */
    private void check(List<Change> truth) {
        assertThat(kubectl.told()).isEqualTo(truth);
        assertThat(fabric8.told()).isEqualTo(truth);
        official.arrived().isWithoutGapIn(truth);
        isOutcomeOf(truth, official.told());
        assertThat(kubectl.cleanEnds()).isPositive();
        assertThat(kubectl.brokenEnds()).isPositive();
        assertThat(followers)
                .allSatisfy(follower ->
                        assertThat(follower.watches()).as(follower.toString()).isGreaterThan(5));
    }

    private static void isOutcomeOf(List<Change> truth, List<Change> told) {
        Map<String, List<Change>> due = byName(truth);
        assertThat(due.keySet()).containsAll(byName(told).keySet());
        assertThat(told).anyMatch(change -> change.kind() == Change.Kind.DELETED);
        byName(told).forEach((name, changes) -> {
            assertThat(changes).isSortedAccordingTo(Comparator.comparing(Change::version));
            assertThat(versions(puts(changes))).isSubsetOf(versions(due.get(name)));
            Change end = last(due.get(name));
            assertThat(last(changes))
                    .matches(change -> end.kind() == Change.Kind.DELETED
                            ? change.kind() == Change.Kind.DELETED
                            : change.version() == end.version());
        });
    }

    private <T extends Follower> T follow(T follower) {
        followers.add(follower);
        return follower;
    }

    private void awaitAll() {
        Map<String, Long> due = versions(list());
        for (Follower follower : followers) {
            await(follower.toString()).atMost(PATIENCE).untilAsserted(() -> {
                assertThat(follower.store()).isEqualTo(due);
                assertThat(versions(follower.told())).contains(due.get(MARK));
            });
        }
    }

    private static List<Change> truth(RunningCommand witness) {
        long last = versions(list()).get(MARK);
        return await().atMost(PATIENCE)
                .until(
                        () -> WatchLines.changes(witness.out()),
                        changes -> versions(changes).contains(last));
    }

    /** An informer of client-go. */
    private static RunningCommand awaitMark(Kubectl kubectl, int round) {
        return kubectl.start(
                "wait", "configmap/" + MARK, "-n", NAMESPACE, "--for=jsonpath={.data.round}=" + round, "--timeout=5m");
    }

    private static void mark(String method, String path, int round) {
        JsonObject mark = new JsonObject()
                .put("metadata", new JsonObject().put("name", MARK))
                .put("data", new JsonObject().put("round", Integer.toString(round)));
        member.server().request(method, path, mark.encode()).expectSuccess();
    }

    private static JsonObject list() {
        return member.server().request("GET", COLLECTION, "").expectSuccess().json();
    }

    private static long version(JsonObject object) {
        return Long.parseLong(object.getJsonObject("metadata").getString("resourceVersion"));
    }

    private static Map<String, Long> versions(JsonObject list) {
        return list.getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(
                        item -> item.getJsonObject("metadata").getString("name"), InformersTest::version));
    }

    private static List<Long> versions(List<Change> changes) {
        return changes.stream().map(Change::version).toList();
    }

    /** A deletion that only a list told of has the version the object had before. */
    private static List<Change> puts(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.kind() != Change.Kind.DELETED)
                .toList();
    }

    private static Change last(List<Change> changes) {
        return changes.get(changes.size() - 1);
    }

    private static Map<String, List<Change>> byName(List<Change> changes) {
        return changes.stream().collect(Collectors.groupingBy(Change::name));
    }
}
