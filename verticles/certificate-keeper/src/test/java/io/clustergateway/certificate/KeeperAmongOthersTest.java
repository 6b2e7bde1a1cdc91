package io.clustergateway.certificate;

import static io.clustergateway.certificate.KeeperRig.API_SERVICE_WARNING;
import static io.clustergateway.certificate.KeeperRig.SECRET;
import static io.clustergateway.certificate.KeeperRig.SECRET_WARNING;
import static io.clustergateway.certificate.KeeperRig.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.certificates.Pair;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others have, change, take away or do not grant. */
@Timeout(60)
final class KeeperAmongOthersTest {
    @TempDir
    private Path folder;

    private KeeperRig rig;

    @BeforeEach
    void build() {
        rig = new KeeperRig(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void putsCaBundleRightWhenSomebodyChangesIt() {
        KeeperReplica replica = rig.replica();
        await().until(() -> replica.served().isPresent());

        rig.register("");

        await().until(() -> rig.caBundle().equals(rig.stored().bundle()));
    }

    /** As while the Go program serves the hub and this one is tried out beside it. */
    @Test
    void leavesTheApiServiceOfAProgramElsewhereAloneUntilItLeadsHere() {
        KeeperReplica replica = rig.replica("there");

        await().until(() -> replica.readiness
                .warnings()
                .getOrDefault(API_SERVICE_WARNING, "")
                .contains("spec.service.namespace: here (expected: there, this pod's"));
        rig.readOn();
        assertThat(rig.writes("PATCH", "apiservices")).isZero();
        assertThat(rig.caBundle()).isEmpty();

        rig.register("", "there");

        await().until(() -> replica.served().isPresent());
        assertThat(rig.caBundle()).isEqualTo(rig.stored().bundle());
        await().until(() -> replica.readiness.warnings().isEmpty());
    }

    @Test
    void leavesTheSecretOfSomebodyElseAloneServesItAndSaysSo() {
        Pair theirs = rig.replica().takenAway();
        rig.hub.delete("v1", "Secret", "here", SECRET);
        rig.hub.put(manifest(theirs, ""));
        rig.register("");
        rig.hub.forgetRequests();

        KeeperReplica replica = rig.replica();

        await().until(() -> replica.served().equals(Optional.of(theirs)));
        await().until(() ->
                replica.readiness.warnings().getOrDefault(SECRET_WARNING, "").contains("is not ours"));
        rig.readOn();
        assertThat(rig.writes("PUT", "secrets") + rig.writes("PATCH", "apiservices"))
                .isZero();
        assertThat(replica.readiness.warnings().get(SECRET_WARNING)).doesNotContain("PRIVATE");
    }

    @Test
    void namesTheRightsThatAreMissingAndGoesOnWhenTheyAreGranted() {
        rig.forbidden.addAll(Set.of("get secrets", "patch apiservices"));
        KeeperReplica replica = rig.replica();

        await().until(() -> replica.readiness.warnings().containsKey(SECRET_WARNING));
        assertThat(replica.readiness.warnings().get(SECRET_WARNING))
                .contains("Role in namespace here")
                .contains("- {apiGroups: [\"\"], resources: [\"secrets\"], resourceNames: [\"serving\"], verbs:"
                        + " [\"get\", \"update\"]}")
                .contains("- {apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"create\"]}");
        rig.forbidden.remove("get secrets");
        await().until(() -> replica.readiness.warnings().containsKey(API_SERVICE_WARNING));
        assertThat(replica.readiness.warnings().get(API_SERVICE_WARNING))
                .contains("- {apiGroups: [\"apiregistration.k8s.io\"], resources: [\"apiservices\"],"
                        + " resourceNames: [\"v1alpha1.cluster.core.oam.dev\"], verbs: [\"get\", \"patch\"]}");
        rig.forbidden.clear();
        await().until(() -> replica.readiness.warnings().isEmpty());
        assertThat(rig.caBundle()).isEqualTo(rig.stored().bundle());
    }

    @Test
    void waitsForTheApiServiceThatNamesIt() {
        rig.hub.delete("apiregistration.k8s.io/v1", "APIService", "", HubObjects.API_SERVICE);
        KeeperReplica replica = rig.replica();
        await().until(() -> replica.readiness
                .warnings()
                .getOrDefault(API_SERVICE_WARNING, "")
                .contains("is not there"));

        rig.register("");

        await().until(() -> replica.served().isPresent());
    }
}
