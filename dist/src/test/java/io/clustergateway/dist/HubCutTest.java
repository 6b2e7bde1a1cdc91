package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The hub's API is cut off from the gateway while the hub still reaches it: five minutes with {@code -Psoak}. */
final class HubCutTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final String PATH = RealRig.proxyPath("member") + "/api/v1/namespaces/default";
    private static final Duration ALLOW = Duration.ofSeconds(10);
    private static final Duration CUT = Boolean.getBoolean("soak") ? Duration.ofMinutes(5) : Duration.ofSeconds(20);

    private RealRig rig;

    @BeforeEach
    void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        rig.letUseMembers("User", "bob");
        await().atMost(Duration.ofSeconds(20)).until(() -> asBob().isSuccess());
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void refusesWithTheHopNamedAndNeverWith403WhileTheHubRefusesConnections() {
        rig.hubLink().cut();
        goesOnWithoutReviewsAndHealsAfter();
    }

    @Test
    void refusesInTimeWhileTheHubIsSilent() {
        rig.hubLink().silence();
        goesOnWithoutReviewsAndHealsAfter();
    }

    private void goesOnWithoutReviewsAndHealsAfter() {
        Instant cutAt = Instant.now();
        List<ApiAnswer> refusals = new ArrayList<>();
        await().atMost(CUT.plusSeconds(30)).pollInterval(Duration.ofMillis(500)).until(() -> {
            staysReadyForWhoNeedsNoReview();
            Instant before = Instant.now();
            ApiAnswer answer = asBob();
            if (answer.isSuccess()) {
                assertThat(Duration.between(cutAt, before)).isLessThan(ALLOW.plusSeconds(1));
            } else {
                refusals.add(answer);
                assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(3));
            }
            return Duration.between(cutAt, Instant.now()).compareTo(CUT) > 0;
        });
        assertThat(refusals).isNotEmpty().allSatisfy(HubCutTest::namesTheHopAndInvitesAnotherTry);
        rig.hubLink().mend();
        await().atMost(Duration.ofSeconds(30)).until(() -> asBob().isSuccess());
    }

    private void staysReadyForWhoNeedsNoReview() {
        for (String path :
                List.of("/apis", "/apis/cluster.core.oam.dev/v1alpha1", "/openapi/v2", "/openapi/v3", "/readyz")) {
            assertThat(rig.pastTheHub("carol", path).getKey()).as(path).isEqualTo(200);
        }
        ApiAnswer proxied = hub.server().request("GET", PATH, "");
        assertThat(proxied.status()).as(proxied.body()).isEqualTo(200);
        assertThat(hub.server()
                        .request("GET", "/apis/cluster.core.oam.dev/v1alpha1", "")
                        .status())
                .isEqualTo(200);
    }

    private static void namesTheHopAndInvitesAnotherTry(ApiAnswer refusal) {
        assertThat(refusal.status()).as(refusal.body()).isEqualTo(503);
        assertThat(refusal.body()).contains("hub authorization");
        assertThat(refusal.json().getJsonObject("details").getInteger("retryAfterSeconds"))
                .isPositive();
    }

    private static ApiAnswer asBob() {
        return hub.server().requestAs("bob", "GET", PATH, "");
    }
}
