package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RunningCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Informers of client-go 1.35 and later do not list: they watch and ask for the state as first events. */
@Timeout(60)
final class InitialEventsTest {
    private static final String COLLECTION = "/api/v1/namespaces/default/configmaps";

    @TempDir
    Path home;

    private PocketRig rig;

    @BeforeEach
    void start() {
        rig = new PocketRig(PocketRig.Plan.of(Map.of()));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void reachTheMemberAsAskedAndTheInformerNeedsNoList() {
        Optional<Kubectl> kubectl = Kubectl.find(home, rig.kubeconfig(rig.somebody("admin", "system:masters")));
        assumeTrue(kubectl.isPresent(), "no kubectl on the PATH: its test is skipped");
        put("old");
        try (RunningCommand waiting = kubectl.get()
                .withEnvironment("KUBE_FEATURE_WatchListClient", "true")
                .start("--context=member", "wait", "configmap/mark", "--for=jsonpath={.data.phase}=new")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> member().openWatches() == 1);
            rig.member().server().endWatches();
            await().atMost(Duration.ofSeconds(30)).until(() -> watches(member()).size() > 1);
            put("new");
            assertThat(waiting.await(Duration.ofSeconds(20)).expectSuccess().out())
                    .contains("configmap/mark condition met");
        }
        assertThat(watches(member()))
                .isEqualTo(watches(rig.hub().server()))
                .first()
                .satisfies(query -> assertThat(query)
                        .contains(
                                "sendInitialEvents=true",
                                "resourceVersionMatch=NotOlderThan",
                                "allowWatchBookmarks=true"));
        assertThat(lists(member())).isEmpty();
    }

    private PocketApiServer member() {
        return rig.member().server();
    }

    private void put(String phase) {
        member().put("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: mark, namespace: default}
                data: {phase: %s}
                """.formatted(phase));
    }

    private static List<String> watches(PocketApiServer server) {
        return queries(server).stream()
                .filter(query -> query.contains("watch=true"))
                .toList();
    }

    private static List<String> lists(PocketApiServer server) {
        return queries(server).stream()
                .filter(query -> !query.contains("watch=true"))
                .toList();
    }

    private static List<String> queries(PocketApiServer server) {
        return server.requests().stream()
                .map(SeenRequest::uri)
                .filter(uri -> uri.contains(COLLECTION + "?"))
                .map(uri -> uri.substring(uri.indexOf('?')))
                .toList();
    }
}
