package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemberConditionTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.987Z");

    @ParameterizedTest
    @CsvSource({
        "HEALTHY,'',True,MemberHealthy,the member answers its probes",
        "UNKNOWN,'',Unknown,NotProbed,nobody has probed the member",
        "UNHEALTHY,ConnectionTimeout,False,ConnectionTimeout,the member does not answer its probes: ConnectionTimeout",
        "UNHEALTHY,Unknown:http-500,False,ProbeFailed,Unknown:http-500",
        "UNHEALTHY,Unknown,False,ProbeFailed,Unknown",
        "UNHEALTHY,'',False,ProbeFailed,''",
        "UNHEALTHY,no such host,False,ProbeFailed,no such host",
        "UNHEALTHY,Ends:,False,ProbeFailed,Ends:"
    })
    void saysHowAMemberIs(Health.State state, String reason, String status, String conditionReason, String message) {
        assertThat(MemberCondition.of(cluster(new Health(state, reason), Optional.empty())))
                .isEqualTo(new MemberCondition(status, conditionReason, message));
    }

    @Test
    void aSwitchedOffMemberIsNotAvailableHoweverHealthy() {
        assertThat(MemberCondition.of(
                        cluster(new Health(Health.State.HEALTHY, ""), Optional.of("maintenance until noon"))))
                .isEqualTo(new MemberCondition("False", "ClusterOffline", "switched off: maintenance until noon"));
    }

    @Test
    void aBrokenMemberTellsItsFault() {
        assertThat(MemberCondition.of(new BrokenMember("m", "u", "1", "Secret ns/m: key endpoint: missing")))
                .isEqualTo(new MemberCondition(
                        "False", "ClusterGatewayNotRegistered", "Secret ns/m: key endpoint: missing"));
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(new MemberCondition("False", "R", "x".repeat(5_000)).message())
                .hasSize(1_024);
    }

    @Test
    void takesItsPlaceAmongTheOthersAndKeepsItsTimeWhileItsStatusStays() {
        JsonArray before = new JsonArray()
                .add(condition("Available", "False", "2020-01-01T00:00:00Z"))
                .add(condition("Degraded", "True", "2020-01-02T00:00:00Z"))
                .add("no condition");

        JsonArray same = new MemberCondition("False", "Other", "m").putInto(before, "Available", NOW);
        JsonArray turned = new MemberCondition("True", "Other", "m").putInto(before, "Available", NOW);

        assertThat(same.getJsonObject(0)).isEqualTo(before.getJsonObject(1));
        assertThat(same.getString(1)).isEqualTo("no condition");
        assertThat(same.getJsonObject(2))
                .isEqualTo(
                        condition("Available", "False", "2020-01-01T00:00:00Z").put("reason", "Other"));
        assertThat(turned.getJsonObject(2).getString("lastTransitionTime")).isEqualTo("2026-05-04T03:02:01Z");
        assertThat(before).hasSize(3);
        assertThat(MemberCondition.in(turned, "Available")).contains(new MemberCondition("True", "Other", "m"));
    }

    @Test
    void readsWhateverStandsThere() {
        assertThat(MemberCondition.in(new JsonArray().add(7).add(new JsonObject().put("type", 7)), "Available"))
                .isEmpty();
        assertThat(MemberCondition.in(new JsonArray().add(new JsonObject().put("type", "Available")), "Available"))
                .contains(new MemberCondition("", "", ""));
        JsonArray timeless =
                new JsonArray().add(new JsonObject().put("type", "A").put("status", "True"));
        assertThat(new MemberCondition("True", "R", "m")
                        .putInto(timeless, "A", NOW)
                        .getJsonObject(0)
                        .getString("lastTransitionTime"))
                .isEqualTo("2026-05-04T03:02:01Z");
    }

    private static JsonObject condition(String type, String status, String time) {
        return new JsonObject()
                .put("type", type)
                .put("status", status)
                .put("lastTransitionTime", time)
                .put("reason", "R")
                .put("message", "m");
    }

    private static Cluster cluster(Health health, Optional<String> offline) {
        return new Cluster(
                "m",
                "u",
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", 6443, ""),
                new Trust.SystemRoots(),
                new Credential.BearerToken("token"),
                Optional.empty(),
                health,
                offline,
                Optional.empty(),
                "key");
    }
}
