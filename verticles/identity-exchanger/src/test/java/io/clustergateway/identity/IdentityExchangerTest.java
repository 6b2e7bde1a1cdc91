package io.clustergateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IdentityExchangerTest {
    private static final Caller ALICE = new Caller(
            "alice",
            Optional.of("uid-1"),
            List.of("dev", Caller.AUTHENTICATED),
            Map.of("authentication.kubernetes.io/credential-id", List.of("X509SHA256=1")));
    private static final Cluster MEMBER = new Cluster(
            "member",
            "u",
            "1",
            Instant.EPOCH,
            Map.of(),
            "",
            "",
            new Endpoint("127.0.0.1", 6443, ""),
            new Trust.SystemRoots(),
            new Credential.BearerToken("t"),
            Optional.empty(),
            Health.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            "k");

    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void actsAsTheCredentialWhileIdentityPassingIsOffAndSaysSo() {
        assertThat(ask(new JsonObject(), false, false)).isEqualTo(new Impersonation.AsCredential());
        assertThat(readiness.warnings()).containsKey("identity-passing");
    }

    @Test
    void actsAsTheCallerWhenTheGateIsOn() {
        assertThat(ask(new JsonObject().put("passing", true), false, false)).isEqualTo(asAlice());
        assertThat(readiness.warnings()).isEmpty();
    }

    @Test
    void actsAsTheCallerWhenTheRequestAsksForIt() {
        assertThat(ask(new JsonObject(), false, true)).isEqualTo(asAlice());
    }

    @Test
    void actsAsTheCallerWithoutAHubWhateverIsSet() {
        assertThat(ask(new JsonObject().put("passing", false), true, false)).isEqualTo(asAlice());
    }

    @Test
    void refusesAMemberWhoseOwnRulesItCannotEvaluate() {
        Failure refusal = catchThrowableOfType(
                Failure.class, () -> ask(new JsonObject().put("passing", true), false, false, withRules(MEMBER)));
        assertThat(refusal.reason()).isEqualTo("RulesInvalid");
        assertThat(refusal.code()).isEqualTo(503);
    }

    @Test
    void refusesToStartWithARuleFile() {
        SettingsFaults faults = new SettingsFaults(Map.of("rules", "--cluster-gateway-proxy-config"));
        Settings settings = faults.read(new JsonObject().put("rules", "/etc/rules.yaml"));
        new IdentityExchanger(settings, false);
        assertThat(catchThrowableOfType(StartFault.class, () -> faults.check(settings)))
                .hasMessageStartingWith(
                        "--cluster-gateway-proxy-config: /etc/rules.yaml (expected: nothing: this release");
    }

    private Impersonation ask(JsonObject settings, boolean forced, boolean requested) {
        return ask(settings, forced, requested, MEMBER);
    }

    private Impersonation ask(JsonObject settings, boolean forced, boolean requested, Cluster member) {
        IdentityExchanger module = new IdentityExchanger(new SettingsFaults(Map.of()).read(settings), forced);
        Kernel kernel = new Kernel(vertx, List.of(module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
        kernel.start().await();
        IdentityAnswer answer = kernel.bus()
                .ask(
                        Topics.IDENTITY_EXCHANGE,
                        new IdentityQuestion(ALICE, member, new Attributes.NonResource("get", "/version"), requested))
                .await();
        return answer.impersonation();
    }

    private static Cluster withRules(Cluster c) {
        return new Cluster(
                c.name(),
                c.uid(),
                c.resourceVersion(),
                c.createdAt(),
                c.labels(),
                c.alias(),
                c.provider(),
                c.endpoint(),
                c.trust(),
                c.credential(),
                c.tlsServerName(),
                c.health(),
                c.offline(),
                Optional.of("kind: ClusterGatewayConfiguration"),
                c.connectionKey());
    }

    private static Impersonation asAlice() {
        return new Impersonation.As(new Caller("alice", Optional.empty(), ALICE.groups(), Map.of()));
    }
}
