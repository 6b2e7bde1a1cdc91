package io.clustergateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Health;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthProberTest {
    private static final Health GOOD = new Health(Health.State.HEALTHY, "");
    private static final Health REFUSED = new Health(Health.State.UNHEALTHY, "Unknown: /readyz answered 500");

    private final Vertx vertx = Vertx.vertx();
    private final Registry registry = new Registry();
    private final FakeHub hub = new FakeHub(vertx, registry);
    private final Member member = new Member(vertx);
    private final List<House> houses = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        houses.forEach(House::close);
        vertx.close().await();
    }

    @Test
    void writesHealthOnceAndAgainOnlyWhenItChanges() throws IOException {
        House house = house();
        registry.put(member.cluster("m"));
        await().until(() -> registry.annotated("m").equals(GOOD));
        int asked = member.asked.size();
        await().until(() -> member.asked.size() > asked + 5);
        assertThat(hub.patches).hasSize(1);

        member.ready = 500;
        await().until(() -> registry.annotated("m").equals(REFUSED));

        assertThat(hub.patches).hasSize(2);
        await().until(() -> hub.events.size() == 1);
        assertThat(hub.events.get(0).getString("reason")).isEqualTo("MemberUnhealthy");
        assertThat(hub.events.get(0).getString("message")).isEqualTo("Unknown: /readyz answered 500");
        assertThat(hub.events.get(0).getJsonObject("involvedObject").getString("kind"))
                .isEqualTo("Secret");
        assertThat(hub.patches.get(1).getJsonObject("metadata").getString("resourceVersion"))
                .isNotEmpty();
        await().until(() -> registry.told("m").equals(REFUSED));
        assertThat(house.metric("cluster_gateway_member_healthy{cluster=\"m\"}"))
                .endsWith(" 0.0");
        assertThat(house.metric(
                        "cluster_gateway_member_certificate_expiration_timestamp_seconds{certificate=\"serving\","
                                + "cluster=\"m\"}"))
                .isNotEmpty();
        assertThat(house.metric("cluster_gateway_member_token_expiration_timestamp_seconds{cluster=\"m\"}"))
                .endsWith(" 4.1024448E9");
        assertThat(house.readiness.warnings()).isEmpty();
    }

    @Test
    void yieldsToAnotherWriterForThreeIntervals() throws IOException {
        house();
        registry.put(member.cluster("m"));
        await().until(() -> registry.annotated("m").equals(GOOD));

        registry.annotate("m", "false", "said the add-on manager");
        int asked = member.asked.size();
        await().until(() -> registry.told("m").reason().equals("said the add-on manager"));
        await().until(() -> registry.annotated("m").equals(GOOD));

        assertThat(member.asked.size() - asked).isGreaterThanOrEqualTo(3);
        assertThat(registry.told("m")).isEqualTo(GOOD);
    }

    @Test
    void whoTakesOverLeavesADeadMemberAsTheLeaderBeforeFoundIt() throws IOException {
        hub.lease = new JsonObject()
                .put("metadata", new JsonObject().put("resourceVersion", "1"))
                .put("spec", new JsonObject().put("holderIdentity", "other").put("leaseDurationSeconds", 2));
        member.ready = 500;
        house();
        registry.put(Member.cluster("m", "0", member.port(), GOOD, Optional.empty()));
        await().until(() -> registry.told("m").equals(GOOD));
        registry.annotate("m", "false", REFUSED.reason());
        await().until(() -> registry.told("m").equals(REFUSED));
        assertThat(member.asked).isEmpty();

        await().until(() -> member.asked.size() > 5);

        assertThat(hub.holder()).isNotEqualTo("other");
        assertThat(hub.patches).isEmpty();
    }

    @Test
    void probesForTheBreakerAloneWhenItMayNotLead() throws IOException {
        hub.leasesForbidden = true;
        House house = house();
        registry.put(member.cluster("m"));

        await().until(() -> registry.told("m").equals(GOOD));

        assertThat(hub.patches).isEmpty();
        assertThat(house.readiness.warnings().get("health-prober-lease"))
                .isEqualTo(
                        "health of members is not written: grant the gateway's ServiceAccount, by a Role in namespace"
                                + " ns: - {apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"],"
                                + " verbs: [\"get\", \"create\", \"update\"]}");
        assertThat(house.readiness.isReady()).isTrue();
    }

    @Test
    void warnsThatItMayNotWriteAndGoesOnProbing() throws IOException {
        hub.onPatch = name -> 403;
        House house = house();
        registry.put(member.cluster("m"));
        await().until(() -> house.readiness.warnings().containsKey("member-health"));
        assertThat(house.readiness.warnings().get("member-health"))
                .isEqualTo(
                        "health of members is not written: grant the gateway's ServiceAccount, by a Role in namespace"
                                + " ns: - {apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"patch\"]}");

        hub.onPatch = name -> 200;
        await().until(() -> registry.annotated("m").equals(GOOD));

        await().until(() -> house.readiness.warnings().isEmpty());
    }

    @Test
    void probesNoMemberThatIsSwitchedOff() throws IOException {
        house();
        registry.put(member.cluster("m"));
        await().until(() -> registry.told("m").equals(GOOD));

        registry.put(Member.cluster("m", "0", member.port(), GOOD, Optional.of("maintenance")));
        await().until(() -> registry.told("m").equals(Health.UNKNOWN));
        int asked = member.asked.size();
        Member other = new Member(vertx);
        registry.put(other.cluster("other"));
        await().until(() -> other.asked.size() > 5);
        assertThat(member.asked).hasSize(asked);

        registry.put(member.cluster("m"));
        await().until(() -> member.asked.size() > asked);
    }

    @Test
    void aSilentMemberDelaysNobodyElse() throws IOException {
        house();
        Member silent = new Member(vertx);
        silent.answer = request -> {};
        registry.put(silent.cluster("silent"));
        registry.put(member.cluster("m"));

        await().until(() -> registry.told("silent").reason().equals("ConnectionTimeout"));

        assertThat(member.asked.size()).isGreaterThan(silent.asked.size());
        assertThat(registry.told("m")).isEqualTo(GOOD);
    }

    @Test
    void tellsTheForwarderOfSecretsThatCannotBeUsed() throws IOException {
        house();
        registry.putBroken(new BrokenMember("b", "u", "1", "no endpoint"));

        await().until(() -> registry.told("b").reason().equals("ClusterGatewayNotRegistered"));

        assertThat(hub.patches).isEmpty();
    }

    @Test
    void forgetsSecretsThatCannotBeUsedWithThem() throws IOException {
        House house = house();
        registry.putBroken(new BrokenMember("b", "u", "1", "no endpoint"));
        await().until(() -> registry.told("b").reason().equals("ClusterGatewayNotRegistered"));
        assertThat(house.metric("cluster_gateway_member_healthy{cluster=\"b\"}"))
                .endsWith(" 0.0");

        registry.remove("b");

        await().until(() -> registry.told("b").equals(Health.UNKNOWN));
        assertThat(house.metric("cluster_gateway_member_healthy{cluster=\"b\"}"))
                .isEmpty();
    }

    @Test
    void probesNobodyWhenSwitchedOffAndTellsWhatTheSecretsSay() throws IOException {
        House house = house(Map.of("interval", "0"));
        registry.put(Member.cluster("m", "0", member.port(), REFUSED, Optional.empty()));

        await().until(() -> registry.told("m").equals(REFUSED));

        assertThat(member.asked).isEmpty();
        assertThat(hub.lease).isNull();
        assertThat(house.readiness.warnings()).isEmpty();
    }

    @Test
    void givesTheLeaseBackWhenItStops() throws IOException {
        House house = house();
        await().until(() -> !hub.holder().isEmpty());
        houses.remove(house);
        house.close();
        assertThat(hub.holder()).isEmpty();
    }

    private House house() throws IOException {
        return house(Map.of("interval", "300ms", "timeout", "250ms"));
    }

    private House house(Map<String, Object> settings) throws IOException {
        House house = new House(vertx, registry, Optional.of(hub.kubeconfig(folder)), settings);
        houses.add(house);
        return house;
    }
}
