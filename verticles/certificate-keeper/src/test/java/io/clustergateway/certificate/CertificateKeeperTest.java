package io.clustergateway.certificate;

import static io.clustergateway.certificate.KeeperRig.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.certificates.Pair;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of what is kept: made, served, renewed, and replaced when it is broken. */
@Timeout(60)
final class CertificateKeeperTest {
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
    void makesWhatIsMissingAndHasTheHubBelieveItBeforeItIsServed() {
        KeeperReplica replica = rig.replica();

        await().until(() -> replica.served().isPresent());

        Holding holding = rig.stored();
        assertThat(replica.served()).contains(holding.leaf());
        assertThat(rig.caBundle()).isEqualTo(holding.bundle());
        assertThat(holding.leaf().dnsNames()).startsWith("cluster-gateway.here.svc");
        assertThat(rig.hub.requests().stream()
                        .filter(request -> !request.path().contains("/leases"))
                        .map(request -> request.method())
                        .filter(method -> !method.equals("GET")))
                .containsExactly("PATCH", "POST");
        await().until(() -> replica.readiness.warnings().isEmpty());
    }

    @Test
    void rotatesOnceForAllReplicas() {
        KeeperReplica first = rig.replica();
        KeeperReplica second = rig.replica();
        await().until(() -> first.served().isPresent() && second.served().isPresent());
        for (int rotation = 0; rotation < 3; rotation++) {
            Pair before = rig.stored().leaf();
            rig.clock.move(Duration.ofDays(61));
            await().until(() ->
                    first.served().equals(second.served()) && !first.served().equals(Optional.of(before)));
        }

        assertThat(first.all).hasSize(4).isEqualTo(second.all);
        assertThat(rig.stored().bundle()).hasSize(1).isEqualTo(rig.caBundle());
        assertThat(rig.writes("PUT", "secrets")).isEqualTo(3);
    }

    @Test
    void hasTheNextAuthorityBelievedForTheOverlapBeforeItSigns() {
        KeeperReplica replica = rig.replica();
        await().until(() -> replica.served().isPresent());
        X509Certificate first = rig.stored().signer().certificate();

        rig.clock.move(Duration.ofDays(731));
        await().until(() -> rig.caBundle().size() == 2 && rig.stored().next().isPresent());
        assertThat(rig.stored().signer().certificate()).isEqualTo(first);
        X509Certificate next = rig.stored().next().orElseThrow().certificate();
        rig.readOn();
        rig.clock.move(Pace.SYSTEM.overlap());
        await().until(() -> rig.stored().signer().certificate().equals(next));
        assertThat(rig.caBundle()).containsExactlyInAnyOrder(first, next);
        assertThat(rig.stored().signer().isIssuerOf(rig.stored().leaf().leaf())).isTrue();

        rig.clock.move(Duration.ofDays(91));
        await().until(() -> rig.caBundle().equals(List.of(next)));
        assertThat(replica.served()).isPresent();
    }

    @Test
    void makesItsOwnBrokenSecretAnewWithoutDisbelievingWhatIsServed() {
        KeeperReplica replica = rig.replica();
        await().until(() -> replica.served().isPresent());
        Holding before = rig.stored();

        rig.hub.put(manifest(before.leaf(), "cluster.core.oam.dev/self-managed-certificate: \"true\""));

        await().until(() -> replica.all.size() == 2);
        assertThat(rig.caBundle()).hasSize(2).contains(before.signer().certificate());
        assertThat(rig.stored().signer()).isNotEqualTo(before.signer());
    }
}
