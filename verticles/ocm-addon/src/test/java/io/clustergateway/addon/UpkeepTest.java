package io.clustergateway.addon;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpkeepTest {
    private static final String LEASE_FOUND = "ManagedClusterAddOnLeaseUpdated";

    /** Columns: the member; mode; status and reason there are; status and reason to be written, or -; the Lease. */
    @ParameterizedTest
    @CsvSource({
        "healthy,   Lease,      -,       -,                                     True,    ManagedClusterAddOnLeaseUpdated, RENEW",
        "healthy,   Lease,      Unknown, ManagedClusterAddOnLeaseNotFound,      True,    ManagedClusterAddOnLeaseUpdated, RENEW",
        "healthy,   Lease,      True,    ManagedClusterAddOnLeaseUpdated,       -,       -,                               RENEW",
        "healthy,   Lease,      True,    SuccessfullyProbedHealthz,             -,       -,                               RENEW",
        "healthy,   Lease,      False,   ConnectionTimeout,                     True,    ManagedClusterAddOnLeaseUpdated, RENEW",
        "healthy,   Customized, Unknown, ManagedClusterAddOnLeaseNotFound,      True,    MemberHealthy,                   LEAVE",
        "unhealthy, Lease,      True,    ManagedClusterAddOnLeaseUpdated,       False,   ConnectionTimeout,               GIVE_UP",
        "unhealthy, Lease,      False,   ManagedClusterAddOnLeaseUpdateStopped, -,       -,                               GIVE_UP",
        "unhealthy, Lease,      False,   CertificateExpired,                    False,   ConnectionTimeout,               GIVE_UP",
        "unhealthy, Customized, False,   CertificateExpired,                    False,   ConnectionTimeout,               LEAVE",
        "offline,   Lease,      True,    ManagedClusterAddOnLeaseUpdated,       False,   ClusterOffline,                  GIVE_UP",
        "broken,    Lease,      -,       -,                                     False,   ClusterGatewayNotRegistered,     GIVE_UP",
        "unknown,   Lease,      -,       -,                                     Unknown, NotProbed,                       LEAVE",
        "unknown,   Lease,      True,    ManagedClusterAddOnLeaseUpdated,       -,       -,                               LEAVE",
        "unknown,   Customized, True,    MemberHealthy,                         Unknown, NotProbed,                       LEAVE",
    })
    void decides(
            String how, String mode, String status, String reason, String toStatus, String toReason, String lease) {
        Upkeep upkeep = Upkeep.of(member(how), addOn(mode, status, reason, "said before"));

        assertThat(upkeep.condition().map(each -> each.status() + " " + each.reason()))
                .isEqualTo(Optional.of(toStatus + " " + toReason).filter(text -> !text.equals("- -")));
        assertThat(upkeep.lease()).hasToString(lease);
    }

    @ParameterizedTest
    @CsvSource({"healthy, Lease", "healthy, Customized", "unhealthy, Lease", "unhealthy, Customized", "offline, Lease"})
    void isContentWithWhatItWrote(String how, String mode) {
        AddOn before = addOn(mode, "Unknown", "ManagedClusterAddOnLeaseNotFound", "m");
        var written = Upkeep.of(member(how), before).condition().orElseThrow();
        AddOn after = addOn(mode, written.status(), written.reason(), written.message());

        assertThat(Upkeep.of(member(how), after).condition()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"True, 2020-01-01T00:00:00Z", "False, now"})
    void movesTheTimeWithTheStatusOnlyAndKeepsOthersConditions(String status, String time) {
        JsonArray before = addOn("Lease", status, LEASE_FOUND, "m").conditions();
        JsonArray after = Upkeep.of(member("healthy"), addOn("Lease", "False", "x", ""))
                .condition()
                .orElseThrow()
                .putInto(before, AddOn.AVAILABLE, Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(after.stream().map(each -> ((JsonObject) each).getString("type")))
                .containsExactly("Degraded", "Available");
        assertThat(after.getJsonObject(1).getString("lastTransitionTime"))
                .isEqualTo(time.equals("now") ? "2026-01-01T00:00:00Z" : time);
    }

    private static Member member(String how) {
        return switch (how) {
            case "healthy" -> Members.cluster("m", Members.GOOD, Optional.empty());
            case "unhealthy" ->
                Members.cluster("m", new Health(Health.State.UNHEALTHY, "ConnectionTimeout"), Optional.empty());
            case "offline" -> Members.cluster("m", Members.GOOD, Optional.of("moving house"));
            case "broken" -> new BrokenMember("m", "u", "1", "no endpoint");
            default -> Members.cluster("m", Health.UNKNOWN, Optional.empty());
        };
    }

    private static AddOn addOn(String mode, String status, String reason, String message) {
        JsonArray conditions = new JsonArray();
        if (!status.equals("-")) {
            conditions.add(new JsonObject()
                    .put("type", "Available")
                    .put("status", status)
                    .put("reason", reason)
                    .put("message", message)
                    .put("lastTransitionTime", "2020-01-01T00:00:00Z"));
        }
        conditions.add(new JsonObject().put("type", "Degraded").put("status", "False"));
        return AddOn.read(new JsonObject()
                .put("metadata", new JsonObject().put("namespace", "m").put("resourceVersion", "7"))
                .put(
                        "status",
                        new JsonObject()
                                .put("conditions", conditions)
                                .put("healthCheck", new JsonObject().put("mode", mode))));
    }
}
