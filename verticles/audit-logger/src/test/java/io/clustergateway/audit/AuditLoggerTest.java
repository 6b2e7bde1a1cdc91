package io.clustergateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.AuditReceipt;
import io.clustergateway.kernel.contract.Auditing;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AuditLoggerTest {
    private static final String FULL = "/dev/full";
    private static final String LOST_LOG = "apiserver_audit_error_total{plugin=\"log\"}";
    private static final String LOST_WEBHOOK = "apiserver_audit_error_total{plugin=\"webhook\"}";
    private static final String LOST_BUFFER = "apiserver_audit_error_total{plugin=\"buffered\"}";

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"batch", "blocking", "blocking-strict"})
    void writesALineForEachEventInTheirOrder(String mode) throws Exception {
        Path log = dir.resolve("audit.log");
        try (House house = new House(Map.of("path", log.toString(), "mode", mode), Map.of())) {
            assertThat(house.store(Example.event("1"), Example.event("2"))).isTrue();
            assertThat(house.store(Example.event("3"))).isTrue();
            if (!mode.equals("batch")) {
                assertThat(Files.readAllLines(log)).hasSize(3);
            }
            assertThat(house.metric("apiserver_audit_event_total")).isEqualTo(3);
        }
        assertThat(Files.readAllLines(log))
                .extracting(line -> line.replaceAll(".*auditID\":\"(.).*", "$1"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void whatWaitsIsWrittenBeforeItGoesDown() throws Exception {
        Path log = dir.resolve("audit.log");
        House house = new House(Map.of("path", log.toString(), "mode", "batch"), Map.of());
        AuditEvent[] many =
                IntStream.range(0, 2000).mapToObj(i -> Example.event("e" + i)).toArray(AuditEvent[]::new);
        house.store(many);
        house.close();
        assertThat(Files.readAllLines(log)).hasSize(2000);
    }

    @ParameterizedTest
    @CsvSource({"batch, true", "blocking, true", "blocking-strict, false"})
    void aFullDiskLosesEventsAndSaysSo(String mode, boolean stored) {
        try (House house = new House(Map.of("path", FULL, "mode", mode), Map.of())) {
            assertThat(house.store(Example.event("1"))).isEqualTo(stored);
            await().until(() -> house.metric(LOST_LOG) == 1);
            assertThat(house.readiness.warnings().get("audit-log"))
                    .contains("audit events are lost: /dev/full: No space left on device")
                    .contains("mode " + mode);
            assertThat(house.readiness.isReady()).isTrue();
        }
    }

    @Test
    void theWarningGoesWithTheTrouble() throws Exception {
        Path target = dir.resolve("link.log");
        Files.createSymbolicLink(target, Path.of(FULL));
        try (House house = new House(Map.of("path", target.toString()), Map.of())) {
            house.store(Example.event("1"));
            assertThat(house.readiness.warnings()).containsKey("audit-log");
            Files.delete(target);
            assertThat(house.store(Example.event("2"))).isTrue();
            await().until(() -> !house.readiness.warnings().containsKey("audit-log"));
            assertThat(target).content().hasLineCount(1).contains("\"2\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAKE", "TAKE_WITH_NONSENSE"})
    void aWebhookIsSentEventLists(Collector.Manner manner) {
        try (Collector collector = new Collector();
                House house = new House(Map.of(), webhook(collector.kubeconfig(dir), "blocking-strict", "10s"))) {
            collector.manner = manner;
            assertThat(house.store(Example.event("1"), Example.event("2"))).isTrue();
            assertThat(collector.ids()).containsExactly("1", "2");
            assertThat(collector.lists)
                    .allMatch(list -> list.getString("kind").equals("EventList")
                            && list.getString("apiVersion").equals("audit.k8s.io/v1"));
        }
    }

    @ParameterizedTest
    @CsvSource({"batch, true", "blocking, true", "blocking-strict, false"})
    void aDeadWebhookLosesEventsAndSaysSo(String mode, boolean stored) throws Exception {
        try (House house = new House(Map.of(), webhook(Collector.kubeconfig(dir, deadPort()), mode, "1ms"))) {
            assertThat(house.store(Example.event("1"))).isEqualTo(stored);
            await().until(() -> house.metric(LOST_WEBHOOK) == 1);
            assertThat(house.readiness.warnings().get("audit-webhook"))
                    .contains("it does not answer")
                    .contains("mode " + mode);
        }
    }

    @Test
    void aWebhookThatRefusesIsAskedAgain() {
        try (Collector collector = new Collector();
                House house = new House(Map.of(), webhook(collector.kubeconfig(dir), "blocking-strict", "300ms"))) {
            collector.manner = Collector.Manner.REFUSE;
            Future<AuditReceipt> sent = house.send(Example.event("1"));
            assertThat(sent.isComplete()).isFalse();
            collector.manner = Collector.Manner.TAKE;
            assertThat(sent.await().stored()).isTrue();
            assertThat(collector.ids()).containsExactly("1");
            assertThat(house.metric(LOST_WEBHOOK)).isZero();
        }
    }

    @Test
    void aSilentWebhookHoldsARequestForTenSecondsAtMost() {
        try (Collector collector = new Collector();
                House house = new House(Map.of(), webhook(collector.kubeconfig(dir), "blocking", "1ms"))) {
            collector.manner = Collector.Manner.SILENCE;
            long start = System.nanoTime();
            assertThat(house.store(Example.event("1"))).isTrue();
            assertThat((System.nanoTime() - start) / 1e9).isBetween(5.0, 12.0);
            assertThat(house.metric(LOST_WEBHOOK)).isOne();
        }
    }

    @Test
    void aFullBufferDropsWhatComesLater() {
        try (Collector collector = new Collector();
                House house = new House(
                        Map.of(),
                        Map.of(
                                "configFile",
                                collector.kubeconfig(dir).toString(),
                                "batchBufferSize",
                                3,
                                "batchMaxSize",
                                1,
                                "batchThrottleEnable",
                                false))) {
            collector.manner = Collector.Manner.SILENCE;
            house.store(Example.event("0"));
            await().until(() -> collector.lists.size() == 1);
            AuditEvent[] five =
                    IntStream.range(1, 6).mapToObj(i -> Example.event("e" + i)).toArray(AuditEvent[]::new);
            assertThat(house.store(five)).isTrue();
            assertThat(house.metric(LOST_BUFFER)).isEqualTo(2);
            assertThat(house.readiness.warnings().get("audit-webhook")).contains("the buffer of 3 events is full");
            collector.stop();
        }
    }

    @Test
    void aBatchWaitsForMoreEvents() {
        try (Collector collector = new Collector();
                House house = new House(
                        Map.of(),
                        Map.of(
                                "configFile",
                                collector.kubeconfig(dir).toString(),
                                "batchMaxSize",
                                4,
                                "batchMaxWait",
                                "1h"))) {
            for (int i = 0; i < 5; i++) {
                house.store(Example.event("e" + i));
            }
            await().until(() -> collector.lists.size() == 1);
            assertThat(collector.ids()).hasSize(4);
            house.stop();
            assertThat(collector.ids()).hasSize(5);
        }
    }

    @Test
    void twoBackendsGetTheSameAndOneThatFailsDoesNotHarmTheOther() throws Exception {
        Path log = dir.resolve("audit.log");
        try (House house = new House(
                Map.of("path", log.toString(), "mode", "blocking-strict"),
                webhook(Collector.kubeconfig(dir, deadPort()), "blocking", "1ms"))) {
            assertThat(house.store(Example.event("1"))).isTrue();
            assertThat(log).content().hasLineCount(1);
            assertThat(house.auditing().waits()).isTrue();
            assertThat(house.auditing().strict()).isTrue();
        }
    }

    @Test
    void anEventThatIsTooLargeIsLostAndABatchThatIsTooLargeIsSplit() {
        try (Collector collector = new Collector();
                House house = new House(
                        Map.of(),
                        Map.of(
                                "configFile",
                                collector.kubeconfig(dir).toString(),
                                "mode",
                                "blocking",
                                "truncateEnabled",
                                true,
                                "truncateMaxEventSize",
                                1000,
                                "truncateMaxBatchSize",
                                1000))) {
            house.store(Example.event("1"), Example.event("2"), Example.event("3", "j".repeat(2000), "", "/"));
            assertThat(collector.ids()).containsExactly("1", "2");
            assertThat(collector.lists).hasSize(2);
            assertThat(house.metric("apiserver_audit_error_total{plugin=\"truncate\"}"))
                    .isOne();
        }
    }

    @Test
    void withoutABackendNobodyIsAsked() {
        try (House house = new House(Map.of(), Map.of())) {
            assertThat(house.auditing()).isSameAs(Auditing.OFF);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode|sometimes|audit.log.mode: sometimes (expected: batch, blocking or blocking-strict)",
                "format|legacy|audit.log.format: legacy (expected: json)",
                "version|v2|audit.log.version: v2 (expected: audit.k8s.io/v1)",
                "batchBufferSize|0|audit.log.batchBufferSize: 0 (expected: a whole number, 1-1000000)",
                "batchThrottleQps|fast|audit.log.batchThrottleQps: fast (expected: a number, 0-1000000)",
                "batchThrottleEnable|true|audit.log.batchThrottleQps: 0 (expected: more than 0",
                "truncateMaxEventSize|99999999|audit.log.truncateMaxEventSize: 99999999 (expected: no more than"
            })
    void badSettingsStopTheStart(String key, String value, String expected) {
        assertThatThrownBy(() -> new House(Map.of("path", "-", key, value), Map.of()))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining(expected);
    }

    @Test
    void aWebhookNobodyDescribesStopsTheStart() {
        Path missing = dir.resolve("missing");
        assertThatThrownBy(() -> new House(Map.of(), webhook(missing, "batch", "1s")))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--audit-webhook-config-file: " + missing + " cannot be read");
    }

    private static Map<String, Object> webhook(Path kubeconfig, String mode, String backoff) {
        return Map.of(
                "configFile", kubeconfig.toString(), "mode", mode, "initialBackoff", backoff, "batchMaxWait", "1ms");
    }

    private static int deadPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
