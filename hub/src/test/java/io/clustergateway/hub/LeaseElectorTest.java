package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseElectorTest {
    private final Vertx vertx = Vertx.vertx();
    private final FakeLeases leases = new FakeLeases(vertx);
    private final FakeLeases cutOff = new FakeLeases(vertx);
    private final AtomicInteger leaders = new AtomicInteger();
    private final AtomicInteger mostLeaders = new AtomicInteger();
    private final List<HubApi> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        opened.forEach(HubApi::close);
        vertx.close().await();
    }

    @Test
    void electsOneOfTwoAndTheOtherAtOnceAfterARelease() throws IOException {
        Runner first = runner("first", leases);
        await().until(first::leads);
        Runner second = runner("second", leases);
        int writes = leases.writes.get();
        await().until(() -> leases.writes.get() > writes + 3);
        assertThat(second.told).containsExactly("admitted");

        first.stop().await();
        assertThat(leases.holder()).isEmpty();
        await().atMost(Duration.ofSeconds(1)).until(second::leads);

        assertThat(first.told).containsExactly("admitted", "elected", "dismissed");
        assertThat(leases.transitions()).isEqualTo(1);
        assertThat(mostLeaders).hasValue(1);
    }

    @Test
    void aLeaderThatIsCutOffIsDismissedBeforeAnotherTakesOver() throws IOException {
        Runner first = runner("first", leases);
        await().until(first::leads);
        leases.deaf = true;
        await().until(() -> !first.leads());
        leases.deaf = false;
        Runner second = runner("second", leases);
        await().until(() -> first.leads() || second.leads());
        assertThat(mostLeaders).hasValue(1);
    }

    @Test
    void takesOverFromALeaderThatFellSilent() throws IOException {
        cutOff.lease.set(Optional.of(LeaseRecord.NONE
                .heldBy("gone", Duration.ofSeconds(2), Instant.now())
                .json(terms("gone"))));
        cutOff.lease.get().orElseThrow().getJsonObject("metadata").put("resourceVersion", "1");
        Runner second = runner("second", cutOff);

        await().until(second::leads);

        assertThat(cutOff.holder()).isEqualTo("second");
        assertThat(cutOff.transitions()).isEqualTo(1);
    }

    @Test
    void whatOthersWroteIntoTheMetadataOutlivesElectionRenewalAndRelease() throws IOException {
        JsonObject free = LeaseRecord.NONE.json(terms("nobody"));
        JsonObject theirs = new JsonObject().put("backup.example/skip", "true");
        free.getJsonObject("metadata")
                .put("resourceVersion", "1")
                .put("labels", theirs)
                .put("annotations", theirs);
        leases.lease.set(Optional.of(free));
        Runner only = runner("only", leases);
        await().until(only::leads);
        await().until(() -> leases.writes.get() > 3);

        only.stop().await();

        assertThat(leases.holder()).isEmpty();
        JsonObject metadata = leases.lease.get().orElseThrow().getJsonObject("metadata");
        assertThat(metadata.getJsonObject("labels")).isEqualTo(theirs);
        assertThat(metadata.getJsonObject("annotations")).isEqualTo(theirs);
    }

    @Test
    void aLostAnswerToARenewalDoesNotCostTheLeadership() throws IOException {
        Runner first = runner("first", leases);
        await().until(first::leads);
        leases.loseAnswers = true;
        int writes = leases.writes.get();
        await().until(() -> leases.writes.get() > writes);
        leases.loseAnswers = false;
        int later = leases.writes.get();
        await().until(() -> leases.writes.get() > later + 3);

        assertThat(first.told).containsExactly("admitted", "elected");
    }

    @Test
    void namesTheRightThatIsMissing() throws IOException {
        leases.forbidden = true;
        Runner barred = runner("barred", leases);

        await().until(() -> !barred.told.isEmpty());

        assertThat(barred.told)
                .containsExactly("barred: grant the gateway's ServiceAccount, by a Role in namespace ns:"
                        + " - {apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"],"
                        + " verbs: [\"get\", \"create\", \"update\"]}");
    }

    @Test
    void whoMayOnlyReadAFreeLeaseIsNeverAdmitted() throws IOException {
        leases.readOnly = true;
        Runner reader = runner("reader", leases);

        await().until(() -> !reader.told.isEmpty() && last(reader).startsWith("barred"));

        assertThat(reader.told).hasSize(1);
    }

    @Test
    void refusesTermsUnderWhichThereCouldBeTwoLeaders() {
        assertThatThrownBy(() -> new LeaseTerms(
                        "ns", "n", "i", Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2)))
                .hasMessage("leaseDuration: PT10S (expected: > renewDeadline PT10S)");
        assertThatThrownBy(() -> new LeaseTerms(
                        "ns", "n", "i", Duration.ofMillis(1500), Duration.ofSeconds(1), Duration.ofMillis(100)))
                .hasMessage("leaseDuration: PT1.5S (expected: whole seconds, as a Lease holds them)");
        assertThatThrownBy(() -> new LeaseTerms(
                        "ns", "n", "i", Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessage("retryPeriod: PT1S (expected: > 0 and < renewDeadline PT1S)");
    }

    private static String last(Runner runner) {
        return runner.told.get(runner.told.size() - 1);
    }

    private Runner runner(String identity, FakeLeases hub) throws IOException {
        HubApi api = HubApi.connect(vertx, Optional.of(hub.kubeconfig(folder)), "test/1");
        opened.add(api);
        return new Runner(vertx, api, terms(identity), leaders, mostLeaders);
    }

    private static LeaseTerms terms(String identity) {
        return new LeaseTerms(
                "ns", "leader", identity, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(100));
    }
}
