package io.clustergateway.identity.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.testkit.kubelet.ConfigMapVolume;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuleReloadTest {
    private static final Duration IN_FORCE = Duration.ofSeconds(1);
    private static final String EMPTY = "spec: {clientIdentityExchanger: {rules: []}}";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<RulesState> states = new CopyOnWriteArrayList<>();

    @TempDir
    private Path dir;

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void readsAFileAtTheStart() throws IOException {
        start(Files.writeString(dir.resolve("rules.yaml"), rules("one")));
        assertThat(states).hasSize(1);
        assertThat(inForce()).containsExactly("one");
    }

    @Test
    void followsASwappedVolumeWithinASecond() {
        ConfigMapVolume volume = new ConfigMapVolume(dir, Map.of("rules.yaml", rules("one")));
        start(volume.file("rules.yaml"));
        volume.swap(Map.of("rules.yaml", rules("two")));
        await().atMost(IN_FORCE).until(() -> inForce().equals(List.of("two")));
        volume.swap(Map.of("rules.yaml", rules("three")));
        await().atMost(IN_FORCE).until(() -> inForce().equals(List.of("three")));
    }

    @Test
    void readsEveryFileOfAFolderOfOneVersion() {
        ConfigMapVolume volume =
                new ConfigMapVolume(dir, Map.of("b.yaml", rules("b1"), "a.yaml", rules("a1"), "notes.txt", "no rules"));
        start(volume.folder());
        assertThat(inForce()).containsExactly("a1", "b1");
        volume.swap(Map.of("b.yaml", rules("b2"), "c.yml", rules("c2")));
        await().atMost(IN_FORCE).until(() -> inForce().equals(List.of("b2", "c2")));
        assertThat(states).hasSize(2);
    }

    @Test
    void keepsTheLastGoodRulesWhateverComes() throws IOException {
        Path file = Files.writeString(dir.resolve("rules.yaml"), rules("one"));
        start(file);
        for (String wrong : List.of("", "   \n", "spec: [", "spec: {}", "\u0000", rules("two") + "  oops: 1\n")) {
            int before = states.size();
            Files.writeString(file, wrong);
            await().atMost(Duration.ofSeconds(10)).until(() -> states.size() > before);
            assertThat(last().isGood()).as(wrong).isFalse();
            assertThat(inForce()).containsExactly("one");
        }
        Files.delete(file);
        awaitCode("FileUnreadable");
        assertThat(inForce()).containsExactly("one");
        Files.write(file, new byte[] {(byte) 0xc3, 0x28});
        await().atMost(Duration.ofSeconds(10))
                .until(() -> last().findings().get(0).message().startsWith("no UTF-8"));
        Files.writeString(file, EMPTY);
        await().atMost(Duration.ofSeconds(10)).until(() -> last().isGood());
        assertThat(inForce()).isEmpty();
    }

    @Test
    void startsWithoutRulesInForceWhenTheFirstReadingIsWrongAndHealsByItself() {
        Path file = dir.resolve("later").resolve("rules.yaml");
        start(file);
        assertThat(last().inForce()).isEmpty();
        assertThat(last().findings()).extracting(Finding::code).containsExactly("FileUnreadable");
        new ConfigMapVolume(dir.resolve("later"), Map.of("rules.yaml", rules("one")));
        await().atMost(Duration.ofSeconds(15)).until(() -> inForce().equals(List.of("one")));
    }

    @Test
    void saysThatAFolderHoldsNoRules() throws IOException {
        Files.writeString(dir.resolve("notes.txt"), "no rules");
        start(dir);
        assertThat(last().findings().get(0).message()).contains("holds no rule file");
    }

    @Test
    void tellsNothingWhenNothingChanged() throws IOException {
        Path file = Files.writeString(dir.resolve("rules.yaml"), rules("one"));
        start(file);
        Files.writeString(dir.resolve("other"), "another file of the folder");
        Files.writeString(file, rules("one"));
        Files.writeString(file, rules("two"));
        await().atMost(IN_FORCE.multipliedBy(10)).until(() -> inForce().equals(List.of("two")));
        assertThat(states).hasSize(2);
    }

    @Test
    void endsWithTheLastOfManySwaps() {
        ConfigMapVolume volume = new ConfigMapVolume(dir, Map.of("rules.yaml", rules("r0")));
        start(volume.file("rules.yaml"));
        for (int i = 1; i <= 200; i++) {
            volume.swap(Map.of("rules.yaml", rules("r" + i)));
        }
        await().atMost(IN_FORCE.multipliedBy(10)).until(() -> inForce().equals(List.of("r200")));
        assertThat(last().isGood()).isTrue();
    }

    private void start(Path path) {
        on(() -> new RuleReload(vertx, path, new RulesCompiler(Limits.DEFAULT, true), states::add).start());
    }

    private void on(Supplier<Future<Void>> step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> step.get().onComplete(done));
        done.future().await();
    }

    private void awaitCode(String code) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> last().findings().stream()
                        .anyMatch(finding -> finding.code().equals(code)));
    }

    private RulesState last() {
        return states.get(states.size() - 1);
    }

    private List<String> inForce() {
        return last().inForce()
                .map(loaded -> loaded.rules().rules().stream().map(Rule::name).toList())
                .orElse(List.of("nothing in force"));
    }

    private static String rules(String name) {
        return """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  clientIdentityExchanger:
                    rules:
                    - name: %s
                      source: {user: somebody}
                      target: {user: %s}
                      type: StaticMappingIdentityExchanger
                """.formatted(name, name);
    }
}
