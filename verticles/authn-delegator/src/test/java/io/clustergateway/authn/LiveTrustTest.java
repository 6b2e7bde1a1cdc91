package io.clustergateway.authn;

import static io.clustergateway.authn.House.HEALTH;
import static io.clustergateway.authn.House.PROXY;
import static io.clustergateway.authn.House.certificate;
import static io.clustergateway.authn.House.nothing;
import static io.clustergateway.authn.HubCase.ALICE;
import static io.clustergateway.authn.HubCase.BOB;
import static io.clustergateway.authn.HubCase.CLIENTS;
import static io.clustergateway.authn.HubCase.FRONT_PROXY;
import static io.clustergateway.authn.HubCase.PROXIES;
import static io.clustergateway.authn.HubCase.STRANGERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class LiveTrustTest {
    @RegisterExtension
    final HubCase hubCase = new HubCase();

    private FakeHub hub;

    @BeforeEach
    void open() {
        hub = hubCase.hub();
    }

    @Test
    void failsClosedUntilTheHubWasReadOnce() {
        House house = hubCase.house(new JsonObject()).start();
        await().until(() -> house.reason().contains("is not there"));
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY))
                .hasMessage("hub authentication is not known yet")
                .extracting(Failure::code)
                .isEqualTo(503);
        assertThat(house.user(nothing(), HEALTH)).isEqualTo("system:anonymous");
        hub.publish(HubCase.data(CLIENTS, PROXIES));
        await().until(house.readiness::isReady);
        assertThat(house.user(certificate(FRONT_PROXY, ALICE))).isEqualTo("alice");
    }

    @Test
    void staysUnreadyWhileTheHubHasNothingToSay() {
        House house = hubCase.house(new JsonObject()).start();
        await().until(() -> house.reason().contains("is not there"));
        await().during(Duration.ofMillis(2500)).atMost(Duration.ofSeconds(10)).until(() -> !house.readiness.isReady());
        assertThat(house.reason()).contains("is not there");
    }

    @Test
    void namesTheMissingRoleBinding() {
        hub.refusals.put("/api/v1/namespaces/kube-system/configmaps", 403);
        House house = hubCase.house(new JsonObject()).start();
        await().until(() -> house.reason().contains("extension-apiserver-authentication-reader"));
        assertThat(house.reason()).contains("kind: RoleBinding");
        await().during(Duration.ofMillis(1500)).until(() -> house.reason().contains("kind: RoleBinding"));
    }

    @Test
    void toleratesAMissingRoleBindingWhenToldTo() {
        hub.refusals.put("/api/v1/namespaces/kube-system/configmaps", 403);
        House tolerant = hubCase.ready(new JsonObject().put("tolerateLookupFailure", true));
        assertThat(tolerant.readiness.warnings()).containsKey("hub-authentication");
        assertThat(tolerant.answer(certificate(FRONT_PROXY, ALICE), HEALTH).caller())
                .isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void takesARotatedAuthorityWithoutARestartAndKeepsTheLastGood() {
        House house = hubCase.ready();
        hub.publish(HubCase.data(STRANGERS, STRANGERS));
        await().until(() -> "alice".equals(userOrNone(house, STRANGERS.issueClient("front-proxy-client", List.of()))));
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), HEALTH).code())
                .isEqualTo(401);
        assertThat(house.failure(certificate(BOB), HEALTH).code()).isEqualTo(401);

        hub.publish(HubCase.data(CLIENTS, PROXIES).put("requestheader-client-ca-file", "broken"));
        await().until(() -> house.readiness.warnings().containsKey("hub-authentication"));
        assertThat(house.readiness.isReady()).isTrue();
        assertThat(house.user(certificate(STRANGERS.issueClient("front-proxy-client", List.of()), ALICE)))
                .isEqualTo("alice");
        assertThat(house.user(certificate(BOB))).as("the good part is taken").isEqualTo("bob");
        hub.publish(HubCase.data(CLIENTS, PROXIES));
        await().until(() -> house.readiness.warnings().isEmpty());
    }

    @Test
    void publishesTheHeaderNamesOfTheHub() {
        House house = hubCase.house(new JsonObject()).start();
        AtomicReference<CredentialHeaders> seen = new AtomicReference<>();
        house.kernel.bus().follow(Topics.CREDENTIAL_HEADERS, seen::set);
        await().until(() -> CredentialHeaders.DEFAULT.equals(seen.get()));
        hub.publish(HubCase.data(CLIENTS, PROXIES).put("requestheader-username-headers", "[\"X-My-User\"]"));
        await().until(() -> seen.get().users().equals(List.of("x-my-user")));
        assertThat(house.user(certificate(FRONT_PROXY, "X-My-User", "alice"))).isEqualTo("alice");
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), HEALTH).code())
                .as("not named by the hub any more, and no client of the client CA")
                .isEqualTo(401);
    }

    @Test
    void comesBackWithWhatItKnewWhenItDiesWhileTheHubIsCutOff() {
        House house = hubCase.ready();
        hub.cut();
        house.kill();
        await().until(() -> "alice".equals(userOrNone(house, FRONT_PROXY)));
        assertThat(house.readiness.isReady()).isTrue();
        house.kill();
        await().until(() -> "alice".equals(userOrNone(house, FRONT_PROXY)));
    }

    @Test
    void takesExplicitFilesInsteadOfWhatTheHubSays(@TempDir Path folder) throws IOException {
        hub.publish(HubCase.data(CLIENTS, PROXIES));
        Path ca = Files.writeString(folder.resolve("proxy-ca.crt"), STRANGERS.certificatePem());
        House house = hubCase.ready(new JsonObject()
                .put("requestheaderClientCaFile", ca.toString())
                .put("requestheaderUsernameHeaders", new JsonArray().add("X-Flag-User"))
                .put("requestheaderAllowedNames", new JsonArray().add("flagged")));
        Issued flagged = STRANGERS.issueClient("flagged", List.of());
        assertThat(house.user(certificate(flagged, "X-Flag-User", "alice"))).isEqualTo("alice");
        assertThat(house.user(certificate(BOB)))
                .as("the client CA is still the hub's")
                .isEqualTo("bob");
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), HEALTH).code())
                .isEqualTo(401);
    }

    @Test
    void needsNoHubWhenTheLookUpIsSkipped(@TempDir Path folder) throws IOException {
        hub.cut();
        Path ca = Files.writeString(folder.resolve("ca.crt"), CLIENTS.certificatePem());
        House house = hubCase.ready(
                new JsonObject().put("clientCaFile", ca.toString()).put("skipLookup", true));
        assertThat(house.user(certificate(BOB), HEALTH)).isEqualTo("bob");
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), HEALTH).code())
                .isEqualTo(401);
    }

    private static String userOrNone(House house, Issued frontProxy) {
        return house.ask(certificate(frontProxy, ALICE))
                .map(answer -> answer.caller().user())
                .otherwise("none")
                .await();
    }
}
