package io.clustergateway.dist;

import static io.clustergateway.dist.MemberDesk.ACCOUNTS;
import static io.clustergateway.dist.MemberDesk.ROLES;
import static io.clustergateway.dist.MemberDesk.found;
import static io.clustergateway.dist.MemberDesk.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code rotate}: a member gets another credential and no request fails. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class RotateTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration SOON = Duration.ofSeconds(20);

    private static RealRig rig;
    private static MemberDesk desk;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", "true"));
        desk = new MemberDesk(rig, folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void anAccountIsMadeRotatedUnderLoadAndRemoved() throws Exception {
        Program joined = desk.run("join", "account", "--kubeconfig", desk.memberConfig(), "--service-account");
        assertThat(joined.exit()).as(joined.err()).isZero();
        assertThat(joined.err())
                .contains("[preflight] credential: the new token is accepted")
                .contains("rights: it may impersonate users, groups and service accounts");
        await().until(() -> desk.version("account").isSuccess());
        assertThat(rig.kubectlAt("account").run("get", "ns").exit()).isZero();
        String first = desk.secret("account").getJsonObject("data").getString("token");
        String firstBound = desk.annotation("account", "service-account-token-bound-to");

        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger good = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        Thread load = new Thread(() -> {
            while (!over.get()) {
                (desk.version("account").isSuccess() ? good : bad).incrementAndGet();
            }
        });
        load.start();
        Program rotated = desk.run("rotate", "account");
        over.set(true);
        load.join();
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.out()).isEqualTo("clustergateway/account rotated\n");
        assertThat(bad).hasValue(0);
        assertThat(good.get()).isGreaterThan(50);
        assertThat(desk.secret("account").getJsonObject("data").getString("token"))
                .isNotEqualTo(first);
        assertThat(found(member.server(), "/api/v1/namespaces/cluster-gateway/secrets/" + firstBound))
                .isFalse();
        assertThat(joined.err() + joined.out() + rotated.err() + rotated.out()).doesNotContain("eyJ");

        Program detached = desk.run("detach", "account", "--member-kubeconfig", desk.memberConfig());
        assertThat(detached.exit()).as(detached.err()).isZero();
        assertThat(detached.out()).isEqualTo("clustergateway/account detached\n");
        assertThat(desk.isJoined("account")).isFalse();
        assertThat(found(member.server(), ACCOUNTS + "account")).isFalse();
        assertThat(found(member.server(), ROLES + "account")).isFalse();
    }

    @Test
    void aCertificateIsReplacedByAnotherKubeconfig() {
        desk.run("join", "renewed", "--kubeconfig", desk.memberConfig());
        assertThat(desk.run("rotate", "renewed").err()).contains("Error: renewed: joined without --service-account");
        Path other = Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        member.server().issueClient("second", List.of("system:masters")))
                .writeTo(folder.resolve("second"));
        String first = desk.secret("renewed").getJsonObject("data").getString("tls.crt");
        Program rotated = desk.run("rotate", "renewed", "--kubeconfig", other.toString());
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.err()).contains("the new credential is accepted");
        assertThat(desk.secret("renewed").getJsonObject("data").getString("tls.crt"))
                .isNotEqualTo(first);
    }

    @Test
    void aCertificateIsRotatedUnderLoadWithoutAFailedRequest() {
        desk.good("join", "certified", "--kubeconfig", desk.memberConfig());
        await().atMost(SOON).until(() -> desk.answers("certified"));
        String other = Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        member.server().issueClient("second", List.of("system:masters")))
                .writeTo(folder.resolve("second"))
                .toString();
        String refused = Kubeconfig.of(member.server().url(), member.server().caPem(), "no-token-of-its")
                .writeTo(folder.resolve("refused"))
                .toString();
        String before = desk.secret("certified").getJsonObject("data").encode();
        try (SteadyLoad load = new SteadyLoad(rig, "certified")) {
            assertThat(desk.run("rotate", "certified", "--kubeconfig", refused).err())
                    .contains("Error: credential: the member does not accept the new credential");
            assertThat(desk.run(
                                    "rotate",
                                    "certified",
                                    "--kubeconfig",
                                    hub.server().adminKubeconfig().toString())
                            .err())
                    .contains("neither server nor CA is that of member certified");
            assertThat(desk.secret("certified").getJsonObject("data").encode()).isEqualTo(before);
            desk.good("rotate", "certified", "--kubeconfig", other);
            String version = desk.secret("certified").getJsonObject("metadata").getString("resourceVersion");
            await().atMost(SOON)
                    .until(() -> read(hub.server(), "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/certified")
                            .getJsonObject("metadata")
                            .getString("resourceVersion")
                            .equals(version));
            load.goesOn();
            load.goesOn();
            load.stopsWithoutFailure();
        }
        assertThat(desk.secret("certified").getJsonObject("data").encode()).isNotEqualTo(before);
    }
}
